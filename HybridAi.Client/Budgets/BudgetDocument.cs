namespace HybridAi.Client.Budgets;

/// <summary>A bound on what may be spent. Amounts in US dollars.</summary>
public sealed record BudgetDocument
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its revision, to be named by a change; 0 for one that is only in the configuration.</summary>
    public required long Revision { get; init; }

    /// <summary>When it was last changed; null for one that is only in the configuration.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary><c>api</c> or <c>configuration</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Whose spending it bounds: <c>global</c>, <c>provider</c>, <c>model</c>, <c>key</c>, <c>user</c>, <c>team</c>, <c>organization</c> or <c>tag</c>.</summary>
    public required string Scope { get; init; }

    /// <summary>Which one, or <c>each</c>; null for <c>global</c>.</summary>
    public string? Target { get; init; }

    /// <summary>The most for a day, or null.</summary>
    public decimal? DailyLimit { get; init; }

    /// <summary>The most for a week, or null.</summary>
    public decimal? WeeklyLimit { get; init; }

    /// <summary>The most for a month, or null.</summary>
    public decimal? MonthlyLimit { get; init; }

    /// <summary>The most for good, or null.</summary>
    public decimal? TotalLimit { get; init; }

    /// <summary>The IANA time zone whose days count.</summary>
    public required string TimeZone { get; init; }

    /// <summary>At which parts of each amount an event warns.</summary>
    public required IReadOnlyList<decimal> WarningThresholds { get; init; }

    /// <summary><c>block</c>, <c>downgrade</c> or <c>alert</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The model that a downgrade leads to; null: the cheapest that can take the request.</summary>
    public string? DowngradeTo { get; init; }

    /// <summary>What happens to requests without a known price: <c>allow</c> or <c>block</c>.</summary>
    public required string Unpriced { get; init; }

    /// <summary>What happens while nobody knows what was spent: <c>open</c> or <c>closed</c>.</summary>
    public required string OnStoreLoss { get; init; }

    /// <summary>Nothing before this counts; null: everything does.</summary>
    public DateTimeOffset? StartsAt { get; init; }
}
