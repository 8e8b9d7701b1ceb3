using HybridAi.Core.Costs;

namespace HybridAi.Core.Budgets;

/// <summary>One amount of a budget: what may be spent in each of its periods, by each of its subjects.</summary>
public sealed class BudgetLine
{
    private static readonly DateTimeOffset Always = DateTimeOffset.UnixEpoch;

    private readonly TimeZoneInfo _zone;
    private volatile BudgetWindow? _window;

    /// <summary>Makes a line.</summary>
    /// <param name="budget">The budget.</param>
    /// <param name="period">The period, for which the budget has an amount.</param>
    public BudgetLine(Budget budget, BudgetPeriod period)
    {
        (Budget, Period) = (budget, period);
        Limit = Cost.FromUsd(budget.LimitOf(period)!.Value).NanoDollars;
        Id = $"{budget.Name}/{budget.Scope.ToString().ToLowerInvariant()}/{budget.Target}/{period.ToString().ToLowerInvariant()}";
        _zone = budget.TimeZone is { } zone ? TimeZoneInfo.FindSystemTimeZoneById(zone) : TimeZoneInfo.Utc;
        Thresholds = [.. (budget.WarningThresholds ?? Budget.DefaultWarningThresholds).Select(part => new BudgetThreshold(part, (long)decimal.Ceiling(part * Limit)))];
        FirstThreshold = Thresholds.Count > 0 ? Math.Min(Thresholds[0].NanoDollars, Limit) : Limit;
    }

    /// <summary>The budget.</summary>
    public Budget Budget { get; }

    /// <summary>The period.</summary>
    public BudgetPeriod Period { get; }

    /// <summary>The amount in nano-dollars.</summary>
    public long Limit { get; }

    /// <summary>What its counters are kept under.</summary>
    public string Id { get; }

    /// <summary>Where events warn, rising.</summary>
    public IReadOnlyList<BudgetThreshold> Thresholds { get; }

    /// <summary>Below this spending, in nano-dollars, there is nothing to tell.</summary>
    public long FirstThreshold { get; }

    /// <summary>The period that a moment falls into; null if nothing counts yet then.</summary>
    /// <param name="at">The moment.</param>
    public BudgetWindow? WindowAt(DateTimeOffset at)
    {
        if (_window is { } current && current.Contains(at))
            return current;
        if (at < (Budget.StartsAt ?? Always))
            return null;
        var window = Make(at);
        if (_window is not { } last || last.Start < window.Start)
            _window = window;
        return window;
    }

    private BudgetWindow Make(DateTimeOffset at)
    {
        var begin = Budget.StartsAt ?? Always;
        if (Period == BudgetPeriod.Total)
            return new BudgetWindow(Id, begin, null);
        var (start, end) = BudgetCalendar.PeriodOf(Period, _zone, at);
        return new BudgetWindow(Id, start > begin ? start : begin, end);
    }
}

/// <summary>A part of an amount at which an event warns.</summary>
/// <param name="Part">The part, above 0 and at most 1.</param>
/// <param name="NanoDollars">What it comes to.</param>
public readonly record struct BudgetThreshold(decimal Part, long NanoDollars);
