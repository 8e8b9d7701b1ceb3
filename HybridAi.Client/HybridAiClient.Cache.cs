using System.Globalization;
using HybridAi.Client.Caching;
using HybridAi.Client.Paging;

namespace HybridAi.Client;

public sealed partial class HybridAiClient
{
    /// <summary>Reads what the cache did and has.</summary>
    /// <param name="from">Since when: a time, or how long ago such as <c>24h</c>, which is the default.</param>
    /// <param name="to">Until when, in the same forms; null: now.</param>
    /// <param name="organization">Only this organization's requests.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<CacheStatisticsDocument> CacheAsync(string? from = null, string? to = null, Guid? organization = null, CancellationToken cancellationToken = default) =>
        GetAsync(new QueryText("api/cache").Add("from", from).Add("to", to).Add("organization", organization?.ToString()).ToString(), Json.CacheStatisticsDocument, cancellationToken);

    /// <summary>Lists a page of cached answers, newest first, without what was said in them.</summary>
    public Task<DocumentPage<CacheEntryDocument>> CacheEntriesAsync(CacheEntryFilter? filter = null, CancellationToken cancellationToken = default) => GetAsync(
        new QueryText("api/cache/entries").Add("key", filter?.Key).Add("model", filter?.Model).Add("tag", filter?.Tag).Add("search", filter?.Search)
            .Add("organization", filter?.Organization?.ToString()).Add("cursor", filter?.Cursor).Add("limit", filter?.Limit?.ToString(CultureInfo.InvariantCulture)).ToString(),
        Json.DocumentPageCacheEntryDocument, cancellationToken);

    /// <summary>Purges cached answers at all gateways and levels.</summary>
    public Task<CachePurgeDocument> PurgeCacheAsync(PurgeCacheRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, "api/cache/purge", request, Json.PurgeCacheRequest, Json.CachePurgeDocument, cancellationToken);

    /// <summary>Purges one cached answer of the caller's organization.</summary>
    /// <param name="key">The hash of its request, as entries have it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task DeleteCacheEntryAsync(string key, CancellationToken cancellationToken = default) => DeleteAsync($"api/cache/entries/{Uri.EscapeDataString(key)}", cancellationToken);

    /// <summary>Sends requests through the gateway so that their answers are cached.</summary>
    public Task<CacheWarmingDocument> WarmCacheAsync(WarmCacheRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, "api/cache/warm", request, Json.WarmCacheRequest, Json.CacheWarmingDocument, cancellationToken);

    /// <summary>Lists the cache rules.</summary>
    public Task<DocumentPage<CacheRuleDocument>> CacheRulesAsync(CancellationToken cancellationToken = default) =>
        GetAsync("api/cache/rules", Json.DocumentPageCacheRuleDocument, cancellationToken);

    /// <summary>Reads a cache rule.</summary>
    public Task<CacheRuleDocument> CacheRuleAsync(string name, CancellationToken cancellationToken = default) =>
        GetAsync(CacheRulePath(name), Json.CacheRuleDocument, cancellationToken);

    /// <summary>Creates a cache rule.</summary>
    public Task<CacheRuleDocument> CreateAsync(SaveCacheRuleRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, "api/cache/rules", request, Json.SaveCacheRuleRequest, Json.CacheRuleDocument, cancellationToken);

    /// <summary>Replaces a cache rule; what the request leaves out takes its default.</summary>
    public Task<CacheRuleDocument> ReplaceCacheRuleAsync(string name, SaveCacheRuleRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Put, CacheRulePath(name), request, Json.SaveCacheRuleRequest, Json.CacheRuleDocument, cancellationToken);

    /// <summary>Deletes a cache rule.</summary>
    public Task DeleteCacheRuleAsync(string name, long? revision = null, CancellationToken cancellationToken = default) =>
        DeleteAsync(Deletion(CacheRulePath(name), revision), cancellationToken);

    /// <summary>Sets the time to live of a cache rule to what measurements propose.</summary>
    public Task<CacheRuleDocument> ApplyCacheRuleProposalAsync(string name, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, $"{CacheRulePath(name)}/apply", null, Json.CacheRuleDocument, cancellationToken);

    private static string CacheRulePath(string name) => $"api/cache/rules/{Uri.EscapeDataString(name)}";
}
