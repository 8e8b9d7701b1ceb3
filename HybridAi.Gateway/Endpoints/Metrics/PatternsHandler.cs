using HybridAi.Client.Metrics;
using HybridAi.Core.Metrics.Queries;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Metrics;

internal static class PatternsHandler
{
    private const int MostModels = 20, MostUsers = 10, MostPairs = 1000;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(90);

    public static async Task<Results<Ok<UsagePatternsDocument>, ApiError>> ReadAsync(HttpContext http, IMetricsStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var (parameters, now) = (new ApiQuery(http.Request.Query), time.GetUtcNow());
        var (times, zone) = (MetricsReading.Times(parameters, now), MetricsReading.Zone(parameters));
        if (times is { } range && range.To - range.From > Longest)
            parameters.Fail("from", "must be at most 90 days before 'to': hours are kept no longer");
        if (MetricsReading.Scope(parameters, http.GetCaller()).Failed(out var error, out var scope))
            return error;
        return TypedResults.Ok(await OfAsync(times!.Value, zone, scope.Id, [], store, now, cancellationToken));
    }

    /// <summary>The patterns of requests that meet some conditions, of provider, model and user.</summary>
    public static async Task<UsagePatternsDocument> OfAsync(
        (DateTimeOffset From, DateTimeOffset To) times, TimeZoneInfo zone, OrganizationId? organization, IReadOnlyList<MetricFilter> filters, IMetricsStore store, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var hours = MetricTimes.Bounds(times.From, times.To, MetricStep.Hour, TimeZoneInfo.Utc);
        long[] whole = [hours[0], hours[^1]];
        MetricsQuery Query(IReadOnlyList<long> bounds, int most, params MetricDimension[] groups) => new()
        {
            Cut = MetricCut.Find([.. groups, .. filters.Select(filter => filter.Dimension)])!, Bounds = bounds, GroupBy = groups, Filters = filters, Organization = organization, Most = most,
            Durations = groups.Length > 0, FirstTokens = groups.Length > 0,
        };

        var all = await store.ReadAsync(Query(hours, 1), cancellationToken);
        var models = await store.ReadAsync(Query(whole, MostModels, MetricDimension.Provider, MetricDimension.Model), cancellationToken);
        var users = await store.ReadAsync(Query(hours, MostUsers, MetricDimension.User), cancellationToken);
        var favourites = await store.ReadAsync(Query(whole, MostPairs, MetricDimension.User, MetricDimension.Model), cancellationToken);
        return new PatternDocuments(hours, zone, now).Of(all, models, users, favourites);
    }
}
