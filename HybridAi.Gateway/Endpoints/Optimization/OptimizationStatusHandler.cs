using HybridAi.Client.Optimization;
using HybridAi.Core.Configuration;
using HybridAi.Core.Jobs;
using HybridAi.Core.Metrics;
using HybridAi.Core.Metrics.Queries;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Gateway.Endpoints.Jobs;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Endpoints.Metrics;
using HybridAi.Node.Snapshots;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Optimization;

/// <summary>Says what makes things better, and measures whether they are.</summary>
internal sealed class OptimizationStatusHandler(IMetricsStore metrics, IJobStore jobs, SnapshotHolder snapshots, TimeProvider time)
{
    private const string UsualRange = "7d";

    public async Task<Results<Ok<OptimizationStatusDocument>, ApiError>> ReadAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var (parameters, now) = (new ApiQuery(http.Request.Query), time.GetUtcNow());
        var text = parameters.Text("range") ?? UsualRange;
        if (!MetricsReading.Ranges.Contains(text) || !DurationText.TryParse(text, out var range))
            return ApiError.Invalid("range", $"must be one of {string.Join(", ", MetricsReading.Ranges)}");
        var bounds = MetricsHandlers.Whole((now - range, now));
        long[] before = [bounds[0] - (bounds[^1] - bounds[0]), bounds[0]];
        var (sums, previous) = (await SumsAsync(bounds, cancellationToken), await SumsAsync(before, cancellationToken));
        var from = MetricsDocuments.At(bounds[0]);
        return TypedResults.Ok(new OptimizationStatusDocument
        {
            At = now,
            From = from,
            To = MetricsDocuments.At(bounds[^1]),
            PreviousFrom = MetricsDocuments.At(before[0]),
            Rules = ActiveRules.Of(snapshots.Current),
            Jobs = await JobsAsync(from, cancellationToken),
            Improvements = Improvements.Of(sums, previous),
            CacheSaving = Improvements.Saving(sums, previous),
        });
    }

    private async Task<MetricSums> SumsAsync(long[] bounds, CancellationToken cancellationToken)
    {
        var answer = await metrics.ReadAsync(new MetricsQuery { Cut = MetricCut.Find([])!, Bounds = bounds, Durations = true, FirstTokens = true }, cancellationToken);
        return MetricsDocuments.Union(answer.Groups.Select(group => group.Total));
    }

    private async Task<IReadOnlyList<CompletedJobDocument>> JobsAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var counts = (await jobs.CountRunsAsync(since, cancellationToken)).ToDictionary(one => one.Job);
        return
        [
            .. from job in await jobs.ListAsync(cancellationToken)
               let count = counts.GetValueOrDefault(job.Definition.Name)
               select new CompletedJobDocument
               {
                   Name = job.Definition.Name,
                   Succeeded = count?.Succeeded ?? 0,
                   Failed = count?.Failed ?? 0,
                   CountedFrom = count?.Since,
                   LastRun = job.LastRun?.ToDocument(),
               },
        ];
    }
}
