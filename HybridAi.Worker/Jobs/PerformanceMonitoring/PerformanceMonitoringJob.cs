using HybridAi.Core.Health;
using HybridAi.Core.Health.Findings;
using HybridAi.Core.Metrics;
using HybridAi.Core.Metrics.Queries;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Core.Resilience;
using HybridAi.Node.Settings;
using HybridAi.Worker.Running;

namespace HybridAi.Worker.Jobs.PerformanceMonitoring;

/// <summary>
/// Compares what the last minutes of each provider's models came to, at all gateways together, with their last seven days, and notes which are worse. Gateways judge deployments by the second, each by
/// what it sees itself; this sees what only shows in all of it. By the same rules: <see cref="Degradation"/>.
/// </summary>
internal sealed class PerformanceMonitoringJob(IMetricsStore metrics, IFindingStore findings, NodeSettings settings, PerformanceMonitoringOptions options, TimeProvider time) : IBackgroundJob
{
    // Rollups are made every few seconds.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);
    private static readonly MetricDimension[] Groups = [MetricDimension.Provider, MetricDimension.Model];

    // What the cache or another request answered says nothing of a provider.
    private static readonly string[] Asked = ["miss", "off"];

    public static string Name => "performance-monitoring";

    public static string Description => "Compares the models of providers with their last seven days and notes those that have become slower or fail more.";

    public static string DefaultSchedule => "5m";

    public async Task RunAsync(JobContext run, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var end = RollupLevels.StartOf(RollupLevel.Minute, (now - Margin).ToUnixTimeMilliseconds());
        var begin = RollupLevels.StartOf(RollupLevel.Minute, end - (long)options.Window.TotalMilliseconds);
        await run.ReportAsync(0, "Reading what is usual.", cancellationToken);
        var usual = await ReadAsync(Hours(begin), cancellationToken);
        var last = await ReadAsync([begin, end], cancellationToken);
        var found = new List<FoundNow>();
        foreach (var (model, slices) in last)
        {
            run.Count("models", 1);
            if (!usual.TryGetValue(model, out var before))
                continue;
            run.Count("compared", 1);
            var evidence = new HealthEvidence([RollupHealth.FiguresOf(slices[0]!)], RollupHealth.BaselineOf(model, before), BreakerState.Closed, TimeSpan.Zero, HealthVerdict.Unknown);
            if (HealthJudge.Worse(evidence, settings.Health) is { } worse)
                found.Add(new FoundNow(model, worse.Level, worse.Reason!));
        }

        var changes = await findings.SettleAsync(Name, found, now, run.Fence, cancellationToken);
        run.Count("worse", found.Count);
        run.Count("begun", changes.Begun);
        run.Count("ended", changes.Ended);
    }

    // Whole hours, so that one that differs from the others is told from calls that do.
    private static long[] Hours(long until)
    {
        var (hour, end) = (RollupLevels.LengthOf(RollupLevel.Hour), RollupLevels.StartOf(RollupLevel.Hour, until));
        var count = (int)(HealthBaseline.Length.TotalMilliseconds / hour);
        return [.. Enumerable.Range(0, count + 1).Select(i => end - ((count - i) * hour))];
    }

    private async Task<Dictionary<string, MetricSums?[]>> ReadAsync(long[] bounds, CancellationToken cancellationToken)
    {
        var models = new Dictionary<string, MetricSums?[]>(StringComparer.Ordinal);
        foreach (var cache in Asked)
        {
            var answer = await metrics.ReadAsync(
                new MetricsQuery
                {
                    Cut = MetricCut.Find([.. Groups, MetricDimension.Cache])!, Bounds = bounds, GroupBy = Groups, Filters = [new MetricFilter(MetricDimension.Cache, cache)], Most = IFindingStore.Most,
                    Durations = true, FirstTokens = true,
                },
                cancellationToken);
            foreach (var group in answer.Groups.Where(group => group is { IsOther: false, Values: [not null, not null] }))
                Add(models, $"{group.Values[0]}/{group.Values[1]}", group.Points);
        }

        return models;
    }

    private static void Add(Dictionary<string, MetricSums?[]> models, string model, IReadOnlyList<MetricSums?> points)
    {
        if (!models.TryGetValue(model, out var slices))
            models[model] = slices = new MetricSums?[points.Count];
        for (var i = 0; i < slices.Length; i++)
        {
            if (points[i] is { } point)
                (slices[i] ??= new MetricSums()).Add(point);
        }
    }
}
