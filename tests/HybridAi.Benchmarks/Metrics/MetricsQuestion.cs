using HybridAi.Core.Metrics.Queries;
using HybridAi.Core.Metrics.Rollups;
using static HybridAi.Core.Metrics.Rollups.MetricDimension;

namespace HybridAi.Benchmarks.Metrics;

/// <summary>A question as the API asks it.</summary>
/// <param name="Name">What it asks.</param>
/// <param name="Most">The milliseconds that it may take: 10 for one number over a time, 50 for a series or groups.</param>
/// <param name="Of">Makes it, as of a moment.</param>
internal sealed record MetricsQuestion(string Name, double Most, Func<DateTimeOffset, MetricsQuery> Of)
{
    private const double Aggregation = 10, Series = 50;

    public static readonly IReadOnlyList<MetricsQuestion> All =
    [
        new("total of 1 h", Aggregation, now => Whole(now, 1)),
        new("total of 24 h", Aggregation, now => Whole(now, 24)),
        new("total of 7 d", Aggregation, now => Whole(now, 24 * 7)),
        new("total of 30 d", Aggregation, now => Whole(now, 24 * 30)),
        new("total of 24 h, one provider", Aggregation, now => Whole(now, 24, filters: [new MetricFilter(Provider, "openai")])),
        new("1 h by the minute", Series, now => Over(now, 1, MetricStep.Minute)),
        new("24 h by five minutes", Series, now => Over(now, 24, MetricStep.FiveMinutes)),
        new("7 d by the hour", Series, now => Over(now, 24 * 7, MetricStep.Hour)),
        new("30 d by the day, by provider", Series, now => Over(now, 24 * 30, MetricStep.Day, Provider)),
        new("24 h by the hour, by provider and model", Series, now => Over(now, 24, MetricStep.Hour, Provider, Model)),
        new("7 d by the hour, by model", Series, now => Over(now, 24 * 7, MetricStep.Hour, Model)),
        new("7 d by key", Series, now => Whole(now, 24 * 7, [Key])),
        new("24 h by the hour, by cause", Series, now => Over(now, 24, MetricStep.Hour, Cause)),
        new("7 d by user and model", Series, now => Whole(now, 24 * 7, [User, Model])),
    ];

    private static MetricsQuery Over(DateTimeOffset now, int hours, MetricStep step, params MetricDimension[] groups) => Make(MetricTimes.Bounds(now.AddHours(-hours), now, step, TimeZoneInfo.Utc), groups, []);

    // As the API does: minutes up to two hours, hours up to a week, days beyond.
    private static MetricsQuery Whole(DateTimeOffset now, int hours, MetricDimension[]? groups = null, MetricFilter[]? filters = null)
    {
        var step = MetricTimes.StepFor(TimeSpan.FromHours(hours));
        var bounds = MetricTimes.Bounds(now.AddHours(-hours), now, step == MetricStep.FiveMinutes ? MetricStep.Hour : step, TimeZoneInfo.Utc);
        return Make([bounds[0], bounds[^1]], groups ?? [], filters ?? []);
    }

    private static MetricsQuery Make(IReadOnlyList<long> bounds, MetricDimension[] groups, MetricFilter[] filters) => new()
    {
        Cut = MetricCut.Find([.. groups, .. filters.Select(filter => filter.Dimension)])!, Bounds = bounds, GroupBy = groups, Filters = filters, Durations = true, FirstTokens = true,
    };
}
