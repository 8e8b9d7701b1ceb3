using HybridAi.Core.Budgets;

namespace HybridAi.Core.Metrics.Queries;

/// <summary>Divides time into the slices of a series.</summary>
public static class MetricTimes
{
    private const long Minute = 60_000;

    /// <summary>The longest step that gives a range at least a few dozen slices: minutes up to 2 hours, five minutes up to 24, hours up to 7 days.</summary>
    /// <param name="range">The range.</param>
    public static MetricStep StepFor(TimeSpan range) =>
        range <= TimeSpan.FromHours(2) ? MetricStep.Minute : range <= TimeSpan.FromHours(24) ? MetricStep.FiveMinutes : range <= TimeSpan.FromDays(7) ? MetricStep.Hour : MetricStep.Day;

    /// <summary>How long a step is; a day: 24 hours.</summary>
    /// <param name="step">The step.</param>
    public static TimeSpan LengthOf(MetricStep step) => step switch
    {
        MetricStep.Minute => TimeSpan.FromMinutes(1),
        MetricStep.FiveMinutes => TimeSpan.FromMinutes(5),
        MetricStep.Hour => TimeSpan.FromHours(1),
        _ => TimeSpan.FromDays(1),
    };

    /// <summary>The bounds of the slices that a range touches: from the beginning of its first slice to the end of its last.</summary>
    /// <param name="from">The range's beginning.</param>
    /// <param name="to">Its end, after the beginning.</param>
    /// <param name="step">How long the slices are.</param>
    /// <param name="zone">The time zone whose days count.</param>
    /// <returns>One more than there are slices, rising, in milliseconds since the Unix epoch.</returns>
    public static IReadOnlyList<long> Bounds(DateTimeOffset from, DateTimeOffset to, MetricStep step, TimeZoneInfo zone)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(from, to);
        var bounds = new List<long>();
        var end = to.ToUnixTimeMilliseconds();
        if (step == MetricStep.Day)
        {
            var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(from, zone).DateTime);
            // Where the clocks go back at midnight, the last hour of a longer day bears the next day's date.
            if (BudgetCalendar.StartOf(day, zone) > from)
                day = day.AddDays(-1);
            do
                bounds.Add(WholeMinute(BudgetCalendar.StartOf(day, zone)));
            while (bounds[^1] < end && (day = day.AddDays(1)) < DateOnly.MaxValue);
            return bounds;
        }

        var length = (long)LengthOf(step).TotalMilliseconds;
        var at = from.ToUnixTimeMilliseconds();
        at -= ((at % length) + length) % length;
        for (bounds.Add(at); at < end;)
            bounds.Add(at += length);
        return bounds;
    }

    // Offsets of before 1972 have seconds; rollups do not.
    private static long WholeMinute(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / Minute * Minute;
}
