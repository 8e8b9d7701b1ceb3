using HybridAi.Client.Metrics;
using HybridAi.Core.Configuration;
using HybridAi.Core.Metrics.Queries;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Metrics;

internal static class MetricsHandlers
{
    private const int LiveMinutes = 5;

    public const int MostCompared = 500;
    public static readonly MetricDimension[] ByModel = [MetricDimension.Provider, MetricDimension.Model];

    public static async Task<Results<Ok<MetricsDocument>, ApiError>> ReadAsync(
        HttpContext http, IMetricsStore store, IDocumentStore<CustomMetric> customs, TimeProvider time, CancellationToken cancellationToken)
    {
        var (parameters, now) = (new ApiQuery(http.Request.Query), time.GetUtcNow());
        var names = MetricsReading.Names(parameters);
        var custom = names.All(name => MetricDefinitions.Find(name) is not null) ? [] : await customs.AllAsync(cancellationToken);
        var (metrics, groups, filters, zone, limit) = (
            MetricsReading.Metrics(parameters, names, custom, http.GetCaller()), MetricsReading.Groups(parameters), MetricsReading.Filters(parameters), MetricsReading.Zone(parameters),
            MetricsReading.Limit(parameters));
        var times = MetricsReading.Times(parameters, now);
        var step = MetricsReading.Step(parameters, times);
        var cut = MetricsReading.Cut(parameters, groups, filters, metrics.SelectMany(metric => metric.Filters));
        if (MetricsReading.Scope(parameters, http.GetCaller()).Failed(out var error, out var scope))
            return error;
        var (from, to) = times!.Value;
        var query = new MetricsQuery { Cut = cut, Bounds = MetricTimes.Bounds(from, to, step, zone), GroupBy = groups, Filters = filters, Organization = scope.Id, Most = limit };
        return TypedResults.Ok(MetricsDocuments.Of(query, await MetricsParts.ReadAsync(metrics, query, store, cancellationToken), step, zone, now));
    }

    public static async Task<Results<Ok<LiveMetricsDocument>, ApiError>> LiveAsync(HttpContext http, IMetricsStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var (parameters, now) = (new ApiQuery(http.Request.Query), time.GetUtcNow());
        var filters = MetricsReading.Filters(parameters);
        var cut = MetricsReading.Cut(parameters, [], filters);
        if (MetricsReading.Scope(parameters, http.GetCaller()).Failed(out var error, out var scope))
            return error;
        return TypedResults.Ok(await ReadLiveAsync(cut, filters, scope.Id, store, now, cancellationToken));
    }

    /// <summary>The last whole minute and the last five.</summary>
    public static async Task<LiveMetricsDocument> ReadLiveAsync(
        MetricCut cut, IReadOnlyList<MetricFilter> filters, OrganizationId? organization, IMetricsStore store, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var query = new MetricsQuery { Cut = cut, Bounds = LastMinutes(now), Filters = filters, Organization = organization, Durations = true, FirstTokens = true };
        var answer = await store.ReadAsync(query, cancellationToken);
        return new LiveMetricsDocument { At = now, Windows = [MetricsDocuments.Window(answer, query, 1), MetricsDocuments.Window(answer, query, LiveMinutes)] };
    }

    /// <summary>The last five whole minutes.</summary>
    public static long[] LastMinutes(DateTimeOffset now)
    {
        var (end, minute) = (RollupLevels.StartOf(RollupLevel.Minute, now.ToUnixTimeMilliseconds()), RollupLevels.LengthOf(RollupLevel.Minute));
        return [.. Enumerable.Range(0, LiveMinutes + 1).Select(i => end - ((LiveMinutes - i) * minute))];
    }

    public static async Task<Results<Ok<ProviderComparisonDocument>, ApiError>> CompareAsync(HttpContext http, IMetricsStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var (parameters, now) = (new ApiQuery(http.Request.Query), time.GetUtcNow());
        var (filters, times) = (MetricsReading.Filters(parameters), MetricsReading.Times(parameters, now));
        var cut = MetricsReading.Cut(parameters, ByModel, filters);
        if (MetricsReading.Scope(parameters, http.GetCaller()).Failed(out var error, out var scope))
            return error;
        var query = new MetricsQuery
        {
            Cut = cut, Bounds = Whole(times!.Value), GroupBy = ByModel, Filters = filters, Organization = scope.Id, Most = MostCompared, Durations = true, FirstTokens = true,
        };
        return TypedResults.Ok(ComparisonDocuments.Of(query, await store.ReadAsync(query, cancellationToken), now));
    }

    /// <summary>One slice over a whole range, of minutes, hours or days as it is long.</summary>
    public static long[] Whole((DateTimeOffset From, DateTimeOffset To) times)
    {
        var step = MetricTimes.StepFor(times.To - times.From);
        // Five minutes are made of single ones anyhow; hours are far fewer rows.
        var bounds = MetricTimes.Bounds(times.From, times.To, step == MetricStep.FiveMinutes ? MetricStep.Hour : step, TimeZoneInfo.Utc);
        return [bounds[0], bounds[^1]];
    }
}
