using HybridAi.Client.Health;
using HybridAi.Client.Paging;
using HybridAi.Core.Health;
using HybridAi.Core.Health.Findings;
using HybridAi.Core.Jobs;
using HybridAi.Core.Metrics.Queries;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Core.Resilience;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Endpoints.Metrics;
using HybridAi.Gateway.Endpoints.Providers;
using HybridAi.Gateway.Health;
using HybridAi.Node.Hosting;
using HybridAi.Node.Providers;
using HybridAi.Node.Snapshots;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace HybridAi.Gateway.Endpoints.Health;

/// <summary>Reads how everything is and was.</summary>
internal sealed partial class AiHealthHandler(
    HealthWatch watch, SnapshotHolder snapshots, NodeName node, IMetricsStore metrics, IHealthStore history, IFindingStore findings, IJobStore jobs, DeploymentStatistics statistics, Breakers breakers, TimeProvider time, ILogger<AiHealthHandler> logger)
{
    /// <summary>The jobs that make things better.</summary>
    public static readonly IReadOnlyList<string> Optimizations = ["cache-ttl", "usage-rollup", "database-maintenance", "budget-reconciliation"];

    private const int MostTasks = 20, MostProviders = 1000, MostChanges = 20, MostFindings = 100, Hours = 24;
    private static readonly MetricDimension[] ByProvider = [MetricDimension.Provider], ByTask = [MetricDimension.Task];

    public static async Task<IResult> ReadAsync(HttpContext http, AiHealthHandler handler, CancellationToken cancellationToken)
    {
        var document = await handler.DocumentAsync(cancellationToken);
        // Programs that say nothing, or anything, get JSON; browsers name HTML first.
        var html = MediaTypeHeaderValue.TryParseList(http.Request.Headers.Accept, out var accepted)
            && accepted.OrderByDescending(type => type.Quality ?? 1).FirstOrDefault()?.MediaType.Value?.Equals("text/html", StringComparison.OrdinalIgnoreCase) == true;
        http.Response.Headers.Vary = HeaderNames.Accept;
        return html ? TypedResults.Content(HealthPage.Write(document), "text/html; charset=utf-8") : TypedResults.Ok(document);
    }

    public static async Task<Results<Ok<DocumentPage<HealthStretchDocument>>, ApiError>> HistoryAsync(
        string name, HttpContext http, IProviderDirectory directory, IHealthStore store, CancellationToken cancellationToken)
    {
        var query = new ApiQuery(http.Request.Query);
        var changes = query.Text("changes");
        if (changes is not (null or "true" or "false"))
            query.Fail("changes", "must be true or false");
        var wanted = new HealthQuery { Provider = name, Deployment = query.Text("deployment", 512), Changes = changes == "true", After = query.Cursor(), Limit = query.Limit() };
        if (query.Problem is { } problem)
            return problem;
        if (directory.List().FirstOrDefault(provider => provider.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } provider)
            return ApiError.NotFound("provider", name);
        var page = await store.ListAsync(wanted with { Provider = provider.Name }, cancellationToken);
        return TypedResults.Ok(new DocumentPage<HealthStretchDocument>([.. page.Items.Select(HealthDocuments.Show)], page.Next?.ToString()));
    }

    private async Task<AiHealthDocument> DocumentAsync(CancellationToken cancellationToken)
    {
        var (now, report, snapshot) = (time.GetUtcNow(), watch.Current, snapshots.Current);
        try
        {
            var hour = RollupLevels.LengthOf(RollupLevel.Hour);
            var end = RollupLevels.StartOf(RollupLevel.Hour, now.ToUnixTimeMilliseconds()) + hour;
            long[] hours = [.. Enumerable.Range(0, Hours + 1).Select(i => end - ((Hours - i) * hour))];
            long[] whole = [hours[0], hours[^1]];
            var byHour = await metrics.ReadAsync(Query([], hours, 1), cancellationToken);
            var byProvider = await metrics.ReadAsync(Query(ByProvider, whole, MostProviders), cancellationToken);
            var byTask = await metrics.ReadAsync(Query(ByTask, whole, MostTasks), cancellationToken);
            var changes = await history.ListAsync(new HealthQuery { Changes = true, Limit = MostChanges }, cancellationToken);
            var known = (await jobs.ListAsync(cancellationToken)).Where(job => Optimizations.Contains(job.Definition.Name));
            return HealthDocuments.Of(report, snapshot, node.Value, now, ReliabilityOf, (byProvider, MetricsDocuments.Seconds(whole[0], whole[^1], now))) with
            {
                Day = HealthDocuments.Figures(byHour, whole, now),
                History = HealthDocuments.ByHour(byHour, hours),
                Tasks = HealthDocuments.Tasks(byTask, whole, now),
                Findings = [.. (await findings.ListAsync(MostFindings, cancellationToken)).Select(HealthDocuments.Show)],
                Changes = [.. changes.Items.Select(HealthDocuments.Show)],
                Optimization = [.. known.Select(HealthDocuments.Show)],
            };
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // When the database is away is when this is asked: what the gateway itself knows it says.
            LogWithout(failure);
            return HealthDocuments.Of(report, snapshot, node.Value, now, ReliabilityOf, day: null);
        }
    }

    private double? ReliabilityOf(string provider) => ProviderHandlers.ReliabilityOf(provider, statistics, breakers);

    private static MetricsQuery Query(MetricDimension[] groups, long[] bounds, int most) => new()
    {
        Cut = MetricCut.Find(groups)!, Bounds = bounds, GroupBy = groups, Most = most, Durations = true, FirstTokens = true,
    };

    [LoggerMessage(LogLevel.Warning, "The report on health has no figures, since the database did not give them")]
    private partial void LogWithout(Exception exception);
}
