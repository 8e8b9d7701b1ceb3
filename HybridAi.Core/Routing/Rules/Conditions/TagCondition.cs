using System.Collections.Frozen;

namespace HybridAi.Core.Routing.Rules.Conditions;

/// <summary>A request has at least one of these tags.</summary>
internal sealed class TagCondition(IReadOnlyList<string> tags) : IRuleCondition
{
    private readonly FrozenSet<string> _tags = tags.ToFrozenSet(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Field => "tags";

    /// <inheritdoc/>
    public bool Holds(in RuleFacts facts, DeploymentWatch watch)
    {
        if (facts.Tags is not { } given)
            return false;
        for (var i = 0; i < given.Count; i++)
        {
            if (_tags.Contains(given[i]))
                return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public string Explain(in RuleFacts facts) =>
        $"the request has {(facts.Tags is { Count: > 0 } given ? string.Join(", ", given.Select(tag => $"'{tag}'")) : "none")}, the rule is for {string.Join(", ", tags)}";

    /// <inheritdoc/>
    /// <remarks>A request can have any of both.</remarks>
    public bool CanHoldWith(IRuleCondition other, DateTimeOffset now) => true;

    /// <inheritdoc/>
    public bool Covers(IRuleCondition other, DateTimeOffset now) => _tags.IsSupersetOf(((TagCondition)other)._tags);
}
