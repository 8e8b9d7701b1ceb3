using HybridAi.Client.Caching;
using HybridAi.Client.Paging;
using HybridAi.Core.Caching;
using HybridAi.Core.Costs;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Audit;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Endpoints.Tenancy;
using HybridAi.Gateway.Identity;
using HybridAi.Node.Caching;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Caching;

/// <summary>Lists what is cached, and purges it.</summary>
internal sealed class CacheEntryHandlers(ICacheStore store, CachePurger purger, TimeProvider time)
{
    public async Task<Results<Ok<DocumentPage<CacheEntryDocument>>, ApiError>> ListAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var query = new ApiQuery(http.Request.Query);
        var organization = query.Id("organization");
        var wanted = new CacheEntryQuery
        {
            KeyHash = query.Text("key"), Model = query.Text("model"), Tag = query.Text("tag"), Text = query.Text("search"), After = query.Cursor(), Limit = query.Limit(),
        };
        if (query.Problem is { } problem)
            return problem;
        if (OrganizationScope.Of(http.GetCaller(), organization).Failed(out var error, out var scope))
            return error;
        var page = await store.ListAsync(wanted with { Organization = scope.Id }, time.GetUtcNow(), cancellationToken);
        return TypedResults.Ok(new DocumentPage<CacheEntryDocument>([.. page.Items.Select(Show)], page.Next?.ToString()));
    }

    public async Task<Results<Ok<CachePurgeDocument>, ApiError>> PurgeAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if ((await RequestDocument.ReadAsync<PurgeCacheRequest>(http, cancellationToken)).Failed(out var error, out var request)
            || WhatOf(request).Failed(out error, out var what)
            || WhoseOf(http.GetCaller(), request).Failed(out error, out var whose))
            return error;
        return TypedResults.Ok(await PurgeAsync(http, what.Kind, what.Value, whose.Id, cancellationToken));
    }

    public async Task<Results<NoContent, ApiError>> DeleteAsync(string key, HttpContext http, CancellationToken cancellationToken)
    {
        var organization = http.GetCaller().OrganizationId;
        if (!CacheKey.TryParse(organization, key, out var parsed))
            return ApiError.NotFound("cache entry", key);
        await PurgeAsync(http, CachePurgeKind.Key, parsed.HashText(), organization, cancellationToken);
        return TypedResults.NoContent();
    }

    private async Task<CachePurgeDocument> PurgeAsync(HttpContext http, CachePurgeKind kind, string value, OrganizationId? organization, CancellationToken cancellationToken)
    {
        var target = value.Length > 0 ? $"{NameOf(kind)}:{value}" : NameOf(kind);
        return Show(await purger.PurgeAsync(
            organization, kind, value, purge => AuditEntries.Of(http.GetCaller(), purge.At, organization ?? OrganizationId.Default, "cache.purge", target, null, Show(purge)), cancellationToken));
    }

    private static Outcome<(CachePurgeKind Kind, string Value)> WhatOf(PurgeCacheRequest request)
    {
        var named = new[] { request.Key, request.Tag, request.Model, request.All == true ? "" : null }.Count(one => one is not null);
        if (named != 1 || request.All == false)
            return ApiError.Invalid("key", "or 'tag' or 'model' must be given, or 'all' be true: one of them, and no other");
        if (request.Key is { } key)
            return CacheKey.TryParse(default, key, out var parsed) ? (CachePurgeKind.Key, parsed.HashText()) : ApiError.Invalid("key", "must be 64 hexadecimal digits, as GET /api/cache/entries has them");
        var value = request.Tag ?? request.Model ?? "";
        if (request.All != true && value.Length is 0 or > CachePurge.MostValue)
            return ApiError.Invalid(request.Tag is null ? "model" : "tag", $"must have 1 to {CachePurge.MostValue} characters");
        return (request.Tag is not null ? CachePurgeKind.Tag : request.Model is not null ? CachePurgeKind.Model : CachePurgeKind.All, value);
    }

    // Of everybody's answers only the installation's administrators may dispose, even those that see all organizations by default.
    private static Outcome<OrganizationScope> WhoseOf(Caller caller, PurgeCacheRequest request)
    {
        if (request.Everybody != true)
            return OrganizationScope.Of(caller, request.OrganizationId ?? caller.OrganizationId.Value);
        if (!caller.IsInstallationAdministrator)
            return ApiError.Forbidden("To purge everybody's answers, use a key with the role administrator in the default organization.");
        return request.OrganizationId is null ? new OrganizationScope(null) : ApiError.Invalid("organizationId", "must be left out where 'everybody' is true");
    }

    private static string NameOf(CachePurgeKind kind) => kind.ToString().ToLowerInvariant();

    private static CachePurgeDocument Show(CachePurge purge) =>
        new() { Id = purge.Id, At = purge.At, Kind = NameOf(purge.Kind), Value = purge.Value, OrganizationId = purge.Organization?.Value };

    private static CacheEntryDocument Show(CacheEntry entry) => new()
    {
        Key = entry.Key.HashText(),
        OrganizationId = entry.Key.Organization.Value,
        CreatedAt = entry.CreatedAt,
        ExpiresAt = entry.ExpiresAt,
        TeamId = entry.Team?.Value,
        UserId = entry.User?.Value,
        KeyId = entry.CausedBy?.Value,
        Api = entry.Api,
        Streamed = entry.Streamed,
        Provider = entry.Provider,
        Model = entry.Model,
        RequestedModel = entry.RequestedModel,
        Tags = entry.Tags,
        Rule = entry.Rule,
        Bytes = entry.Bytes,
        CostUsd = entry.CostNanoDollars is { } cost ? new Cost(cost).Usd : null,
        DurationMs = Math.Round(entry.Duration.TotalMilliseconds, 3),
        Hits = entry.Hits,
        LastHitAt = entry.LastHitAt,
    };
}
