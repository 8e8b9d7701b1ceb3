using System.Collections.Frozen;

namespace HybridAi.Core.Routing.Rules.Conditions;

/// <summary>A request has one of these values where it has one value or none: a task, a key, a team, a user.</summary>
/// <param name="name">The field.</param>
/// <param name="values">The values.</param>
/// <param name="read">Reads the request's value.</param>
internal sealed class ValueCondition<T>(string name, IEnumerable<T> values, FactReader<T> read) : IRuleCondition
    where T : notnull
{
    private readonly FrozenSet<T> _values = values.ToFrozenSet();

    /// <inheritdoc/>
    public string Field => name;

    /// <inheritdoc/>
    public bool Holds(in RuleFacts facts, DeploymentWatch watch) => read(facts, out var value) && _values.Contains(value);

    /// <inheritdoc/>
    public string Explain(in RuleFacts facts) => $"the request has {(read(facts, out var value) ? $"'{value}'" : "none")}, the rule is for {string.Join(", ", _values)}";

    /// <inheritdoc/>
    public bool CanHoldWith(IRuleCondition other, DateTimeOffset now) => _values.Overlaps(((ValueCondition<T>)other)._values);

    /// <inheritdoc/>
    public bool Covers(IRuleCondition other, DateTimeOffset now) => _values.IsSupersetOf(((ValueCondition<T>)other)._values);
}

/// <summary>Reads a value of a request; false if it has none.</summary>
internal delegate bool FactReader<T>(in RuleFacts facts, out T value);
