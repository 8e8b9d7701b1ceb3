using HybridAi.Client.Caching;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Caching;

internal static class CacheApi
{
    private static readonly QueryParameters Revision = new(("revision", "The revision that was read; another one answers 409. Also as If-Match."));

    private static readonly QueryParameters Statistics = new(
        ("from", "What was since then, by the hour: a time (ISO 8601 or epoch milliseconds) or how long ago, such as `1h`, `24h` (default) or `7d`."),
        ("to", "What was before this, in the same forms."),
        ("model", "Only this model's, by its provider's id."),
        ("organization", "Only this organization's (its id)."));

    private static readonly QueryParameters Entries = QueryParameters.Paged(
        ("key", "Only this one: the hash of its request."),
        ("model", "Only this model's, by its provider's id, `provider/id` or the name that callers used."),
        ("tag", "Only those with this tag."),
        ("search", "Only those whose provider or model has this text in it."),
        ("organization", "Only this organization's (its id)."));

    public static void MapCacheApi(this IEndpointRouteBuilder api)
    {
        var cache = api.MapGroup("/cache").WithTags("Cache");
        var statistics = api.ServiceProvider.GetRequiredService<CacheStatistics>();
        cache.MapGet("", statistics.GetAsync).RequireRole(Role.Viewer).Describe("getCache", "What the cache did, what that saved, and what its levels have", Statistics);
        var entries = api.ServiceProvider.GetRequiredService<CacheEntryHandlers>();
        cache.MapGet("entries", entries.ListAsync).RequireRole(Role.Viewer).Describe("listCacheEntries", "List cached answers, newest first, without what was said in them", Entries);
        cache.MapDelete("entries/{key}", entries.DeleteAsync).RequireRole(Role.Operator).Describe("deleteCacheEntry", "Purge one cached answer of the caller's organization");
        cache.MapPost("purge", entries.PurgeAsync).RequireRole(Role.Operator).AcceptsJson<PurgeCacheRequest>()
            .Describe("purgeCache", "Purge cached answers by key, tag, model, or all of them; within a second no gateway gives them any more");
        var warm = api.ServiceProvider.GetRequiredService<CacheWarmHandler>();
        cache.MapPost("warm", warm.WarmAsync).RequireRole(Role.Operator).AcceptsOptionalJson<WarmCacheRequest>()
            .Describe("warmCache", "Send requests through the gateway, with the key of this call, so that their answers are cached");
        MapRules(cache.MapGroup("rules"), api.ServiceProvider.GetRequiredService<CacheRuleHandlers>());
    }

    // Rules may concern every organization.
    private static void MapRules(RouteGroupBuilder rules, CacheRuleHandlers handlers)
    {
        rules.RequireInstallationRole(Role.Viewer);
        rules.MapGet("", handlers.ListAsync).Describe("listCacheRules", "List the rules for how long answers are cached, and what measurements propose");
        rules.MapGet("{name}", handlers.GetAsync).Describe("getCacheRule", "Read a cache rule");
        rules.MapPost("{name}/apply", handlers.ApplyAsync).RequireInstallationRole(Role.Operator).Describe("applyCacheRuleProposal", "Set a cache rule's time to live to what measurements propose");
        var writes = rules.MapGroup("").RequireInstallationAdministrator();
        writes.MapPost("", handlers.CreateAsync).AcceptsJson<SaveCacheRuleRequest>().Describe("createCacheRule", "Create a cache rule; it counts for answers from now on");
        writes.MapPut("{name}", handlers.ReplaceAsync).AcceptsJson<SaveCacheRuleRequest>().Describe("replaceCacheRule", "Replace a cache rule; what is left out takes its default", Revision);
        writes.MapDelete("{name}", handlers.DeleteAsync).Describe("deleteCacheRule", "Delete a cache rule", Revision);
    }
}
