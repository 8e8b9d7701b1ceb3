namespace HybridAi.Core.Routing.Rules;

/// <summary>All routing rules in their order, as they stood after one change. A version is never changed.</summary>
public sealed record RoutingRuleSet
{
    /// <summary>The most rules.</summary>
    public const int MostRules = 100;

    /// <summary>How many versions are kept, the current one included.</summary>
    public const int KeptVersions = 100;

    /// <summary>What stands before the first change.</summary>
    public static readonly RoutingRuleSet Empty = new();

    /// <summary>Grows by one with each change; 0 before the first.</summary>
    public long Revision { get; init; }

    /// <summary>When it was made, in UTC, whole milliseconds.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The key that it was made with.</summary>
    public Guid? ByKey { get; init; }

    /// <summary>The user of that key, or null.</summary>
    public Guid? ByUser { get; init; }

    /// <summary>What was changed, as in the audit log: <c>routing-rule.create</c>.</summary>
    public string? Action { get; init; }

    /// <summary>What it was done to: a rule's name, or the number of the version that was restored.</summary>
    public string? Target { get; init; }

    /// <summary>The rules: an earlier one goes before a later one.</summary>
    public IReadOnlyList<RoutingRule>? Rules { get; init; }
}
