using HybridAi.Core.Configuration;

namespace HybridAi.Core.Budgets;

/// <summary>A bound on what may be spent. Amounts in US dollars. Its fields are checked by <see cref="BudgetDraft"/>.</summary>
public sealed record Budget : IConfigurationDocument
{
    /// <summary>The thresholds of a budget that names none.</summary>
    public static readonly IReadOnlyList<decimal> DefaultWarningThresholds = [0.8m];

    /// <inheritdoc/>
    public required string Name { get; init; }

    /// <summary>Grows by one with each change; 1 at first, 0 for one that the configuration's files set.</summary>
    public long Revision { get; init; }

    /// <inheritdoc/>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Whose spending it bounds.</summary>
    public BudgetScope Scope { get; init; }

    /// <summary>Which one of the scope (see <see cref="BudgetScope"/>); null: each one by itself, or all together with <see cref="BudgetScope.Global"/>.</summary>
    public string? Target { get; init; }

    /// <summary>The most for a day, above 0; or null.</summary>
    public decimal? DailyLimit { get; init; }

    /// <summary>The most for a week, above 0; or null.</summary>
    public decimal? WeeklyLimit { get; init; }

    /// <summary>The most for a month, above 0; or null.</summary>
    public decimal? MonthlyLimit { get; init; }

    /// <summary>The most for good, above 0; or null.</summary>
    public decimal? TotalLimit { get; init; }

    /// <summary>The IANA name of the time zone whose days, weeks and months count; null: UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>At which parts of each amount an event warns, above 0 and up to 1, rising; empty: at none; null: <see cref="DefaultWarningThresholds"/>.</summary>
    public IReadOnlyList<decimal>? WarningThresholds { get; init; }

    /// <summary>What happens once one of the amounts is spent.</summary>
    public BudgetAction Action { get; init; }

    /// <summary>The model that <see cref="BudgetAction.Downgrade"/> leads to, by any name that callers may use; null: the cheapest that can take the request.</summary>
    public string? DowngradeTo { get; init; }

    /// <summary>What happens to requests without a known price.</summary>
    public UnpricedPolicy Unpriced { get; init; }

    /// <summary>What happens while the shared counters are away.</summary>
    public StoreLossPolicy OnStoreLoss { get; init; }

    /// <summary>Nothing that was spent before this moment counts (whole milliseconds, UTC); null: everything does. Set by a reset.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>The amount for a period, or null.</summary>
    /// <param name="period">The period.</param>
    public decimal? LimitOf(BudgetPeriod period) => period switch
    {
        BudgetPeriod.Daily => DailyLimit,
        BudgetPeriod.Weekly => WeeklyLimit,
        BudgetPeriod.Monthly => MonthlyLimit,
        _ => TotalLimit,
    };
}
