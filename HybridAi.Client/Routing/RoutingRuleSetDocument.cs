namespace HybridAi.Client.Routing;

/// <summary>All routing rules in their order. To replace them, send what was read with other rules: of the rest only the revision counts.</summary>
public sealed record RoutingRuleSetDocument
{
    /// <summary>Grows by one with each change; 0 before the first. A change has to name the one that it was made from.</summary>
    public long? Revision { get; init; }

    /// <summary>When the last change was made; null before the first.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>The id of the key that it was made with.</summary>
    public Guid? ByKey { get; init; }

    /// <summary>The id of that key's user, or null.</summary>
    public Guid? ByUser { get; init; }

    /// <summary>What it was, as in the audit log: <c>routing-rule.create</c>, <c>.update</c>, <c>.delete</c>, <c>routing-rules.replace</c>, <c>.restore</c>.</summary>
    public string? Action { get; init; }

    /// <summary>What it was done to: a rule's name, or the number of the version that was restored.</summary>
    public string? Target { get; init; }

    /// <summary>The rules: an earlier one goes before a later one; at most 100.</summary>
    public IReadOnlyList<RoutingRuleDocument?>? Rules { get; init; }
}
