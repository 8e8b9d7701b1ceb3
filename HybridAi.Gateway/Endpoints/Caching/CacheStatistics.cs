using HybridAi.Client.Caching;
using HybridAi.Core.Caching;
using HybridAi.Core.Costs;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Endpoints.Tenancy;
using HybridAi.Gateway.Endpoints.Usage;
using HybridAi.Gateway.Identity;
using HybridAi.Node.Settings;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Caching;

/// <summary>What the cache did, by hour as all gateways wrote it down, and what the levels of this one have.</summary>
internal sealed class CacheStatistics(ICacheStore store, LayeredCache cache, CacheOptions options, TimeProvider time)
{
    private static readonly TimeSpan Usually = TimeSpan.FromDays(1);

    public async Task<Results<Ok<CacheStatisticsDocument>, ApiError>> GetAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var (caller, now, query) = (http.GetCaller(), time.GetUtcNow(), new ApiQuery(http.Request.Query));
        var (from, to, model, organization) = (UsageQueries.Time(query, "from", now), UsageQueries.Time(query, "to", now) ?? now, query.Text("model"), query.Id("organization"));
        if (from >= to)
            query.Fail("from", "must be before 'to'");
        if (query.Problem is { } problem)
            return problem;
        if (OrganizationScope.Of(caller, organization).Failed(out var error, out var scope))
            return error;
        from ??= to - Usually;
        var models = await store.FiguresAsync(new CacheFiguresQuery { From = from, To = to, Organization = scope.Id, Model = model, ByModel = true }, cancellationToken);
        return TypedResults.Ok(new CacheStatisticsDocument
        {
            From = from.Value,
            To = to,
            Enabled = options.Enabled,
            // Off with the cache.
            Coalesce = options.Enabled && options.Coalesce,
            ApproximatePrefix = options.Enabled && options.ApproximatePrefix,
            Semantic = (options.Enabled ? options.Semantic.Mode : SemanticCacheMode.Off).ToString().ToLowerInvariant(),
            AutoTtl = options.AutoTtl,
            Total = Sum(null, models),
            Models = [.. models.Select(one => Sum(one.Model, [one])).OrderByDescending(one => one.Requests)],
            // The levels are the installation's: how much is in them tells of others.
            Levels = caller.OrganizationId == OrganizationId.Default ? [.. (await cache.StatusAsync(cancellationToken)).Select(Show)] : [],
        });
    }

    private static CacheUsageDocument Sum(string? model, IReadOnlyList<CacheFigures> figures)
    {
        var (exact, semantic, prefix, coalesced, misses) = (
            figures.Sum(one => one.ExactHits), figures.Sum(one => one.SemanticHits), figures.Sum(one => one.PrefixHits), figures.Sum(one => one.CoalescedHits), figures.Sum(one => one.Misses));
        var hits = exact + semantic + prefix + coalesced;
        return new CacheUsageDocument
        {
            Model = model,
            Requests = hits + misses,
            Exact = exact,
            Semantic = semantic,
            Prefix = prefix,
            Coalesced = coalesced,
            Misses = misses,
            HitRate = hits + misses == 0 ? 0 : Math.Round((double)hits / (hits + misses), 4),
            Writes = figures.Sum(one => one.Writes),
            Evictions = figures.Sum(one => one.Evictions),
            SavedUsd = new Cost(figures.Sum(one => one.SavedNanoDollars)).Usd,
            SavedMs = figures.Sum(one => one.SavedMilliseconds),
        };
    }

    private static CacheLevelDocument Show(CacheLevelStatus level) => new()
    {
        Name = level.Name,
        Entries = level.Entries,
        Bytes = level.Bytes,
        MostBytes = level.MostBytes,
        State = level.IsDegraded ? "degraded" : "healthy",
        Detail = level.Detail,
        Hits = level.Hits,
        Evictions = level.Evictions,
        Waiting = level.Waiting,
        Dropped = level.Dropped,
    };
}
