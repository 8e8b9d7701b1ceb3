namespace HybridAi.Core.Budgets;

/// <summary>Finds where the days, weeks and months of a time zone begin.</summary>
public static class BudgetCalendar
{
    // Local times are within 14 hours of UTC, so both sides of a change of the clocks around a local midnight are within this.
    private static readonly TimeSpan Reach = TimeSpan.FromHours(15);

    /// <summary>The period that a moment falls into.</summary>
    /// <param name="period">Which kind; not <see cref="BudgetPeriod.Total"/>.</param>
    /// <param name="zone">The time zone.</param>
    /// <param name="at">The moment.</param>
    /// <returns>Its first moment, and that of the next.</returns>
    public static (DateTimeOffset Start, DateTimeOffset End) PeriodOf(BudgetPeriod period, TimeZoneInfo zone, DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
        var (first, next) = period switch
        {
            BudgetPeriod.Daily => (day, day.AddDays(1)),
            BudgetPeriod.Weekly when day.AddDays(-(((int)day.DayOfWeek + 6) % 7)) is var monday => (monday, monday.AddDays(7)),
            BudgetPeriod.Monthly when new DateOnly(day.Year, day.Month, 1) is var month => (month, month.AddMonths(1)),
            _ => throw new ArgumentOutOfRangeException(nameof(period), period, "It has no beginning."),
        };
        return (StartOf(first, zone), StartOf(next, zone));
    }

    /// <summary>
    /// The first moment of a day. Where the clocks jump over midnight it is the moment of the jump; where midnight comes twice it is the
    /// first one, unless the clocks go back at midnight itself: then the day before is the longer one.
    /// </summary>
    /// <param name="day">The day.</param>
    /// <param name="zone">The time zone.</param>
    public static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var (before, after) = (zone.GetUtcOffset(midnight - Reach), zone.GetUtcOffset(midnight + Reach));
        var early = midnight - before;
        if (before == after || zone.GetUtcOffset(early) == before)
            return early;
        var (change, late) = (ChangeOf(zone, midnight - Reach, midnight + Reach, before), midnight - after);
        return late > change ? late : change;
    }

    // The first moment, to the second, at which the offset is no longer the one before.
    private static DateTimeOffset ChangeOf(TimeZoneInfo zone, DateTimeOffset from, DateTimeOffset to, TimeSpan before)
    {
        while (to - from > TimeSpan.FromSeconds(1))
        {
            var middle = from + new TimeSpan((to - from).Ticks / 2 / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond);
            if (middle == from)
                break;
            if (zone.GetUtcOffset(middle) == before)
                from = middle;
            else
                to = middle;
        }

        return to;
    }
}
