using HybridAi.Core.Routing.Rules.Conditions;

namespace HybridAi.Core.Routing.Rules;

/// <summary>A rule, made ready.</summary>
/// <param name="rule">The rule.</param>
/// <param name="when">What a request has to meet.</param>
/// <param name="unless">What takes a request out if it meets all of it; null: nothing does.</param>
internal sealed class CompiledRule(RoutingRule rule, IRuleCondition[] when, IRuleCondition[]? unless)
{
    public RoutingRule Rule => rule;

    public IRuleCondition[] When => when;

    public IRuleCondition[]? Unless => unless;

    /// <summary>The bit of what it requires; 0: nothing.</summary>
    public UInt128 Demand { get; init; }

    /// <summary>The bits of what it prefers and avoids.</summary>
    public UInt128 Leanings { get; init; }

    /// <summary>The shares that it splits requests into, or null.</summary>
    public SplitArm[]? Split { get; init; }

    public bool Holds(in RuleFacts facts, DeploymentWatch watch) => HoldsAll(when, facts, watch) && (unless is null || !HoldsAll(unless, facts, watch));

    /// <summary>Whether some request of the coming year could be meant by both rules.</summary>
    public bool CanHoldWith(CompiledRule other, DateTimeOffset now)
    {
        foreach (var condition in when)
        {
            if (Same(other.When, condition) is { } theirs && !condition.CanHoldWith(theirs, now))
                return false;
        }

        return !TakesOut(unless, when, other.When, now) && !TakesOut(other.Unless, when, other.When, now);
    }

    /// <summary>Whether each request of the coming year that another rule is for is meant by this one, too.</summary>
    public bool Covers(CompiledRule other, DateTimeOffset now) =>
        Array.TrueForAll(when, condition => Same(other.When, condition) is { } theirs && condition.Covers(theirs, now)) && !TakesOutOf(other, now);

    // What meets both rules' conditions meets all of these.
    private static bool TakesOut(IRuleCondition[]? unless, IRuleCondition[] one, IRuleCondition[] other, DateTimeOffset now) => unless is not null
        && Array.TrueForAll(unless, condition => (Same(one, condition) is { } mine && condition.Covers(mine, now)) || (Same(other, condition) is { } theirs && condition.Covers(theirs, now)));

    // Whether what is taken out here could be something that the other rule is for.
    private bool TakesOutOf(CompiledRule other, DateTimeOffset now) => unless is not null
        && !Array.Exists(unless, condition => Same(other.When, condition) is { } theirs && !condition.CanHoldWith(theirs, now))
        && !TakesOut(other.Unless, unless, other.When, now);

    private static IRuleCondition? Same(IRuleCondition[] conditions, IRuleCondition condition) => Array.Find(conditions, one => one.Field == condition.Field);

    private static bool HoldsAll(IRuleCondition[] conditions, in RuleFacts facts, DeploymentWatch watch)
    {
        foreach (var condition in conditions)
        {
            if (!condition.Holds(facts, watch))
                return false;
        }

        return true;
    }
}

/// <summary>A share of a split, made ready.</summary>
/// <param name="UpTo">The draws of this share are below it, and not below that of the one before.</param>
/// <param name="Leaning">The bit of what it prefers.</param>
internal readonly record struct SplitArm(double UpTo, UInt128 Leaning);
