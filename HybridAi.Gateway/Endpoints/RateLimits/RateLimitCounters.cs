using HybridAi.Client.Paging;
using HybridAi.Client.RateLimits;
using HybridAi.Core.Audit;
using HybridAi.Core.Configuration;
using HybridAi.Core.RateLimiting;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Audit;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Identity;
using HybridAi.Gateway.RateLimiting;
using HybridAi.Node.Snapshots;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.RateLimits;

/// <summary>Shows and resets what rate limits count.</summary>
internal sealed class RateLimitCounters(ILimiter limiter, RequestLimits requests, SnapshotHolder snapshots, IAuditStore audit, TimeProvider time)
{
    private const int LooksAtOnce = 50;

    public async Task<Ok<DocumentPage<RateLimitStatusDocument>>> ListAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var name = new ApiQuery(http.Request.Query).Text("name");
        var all = snapshots.Current.Limits?.All ?? [];
        return TypedResults.Ok(await StatusAsync(name is null ? all : Array.FindAll(all, limit => limit.Name.Equals(name, StringComparison.OrdinalIgnoreCase)), cancellationToken));
    }

    public async Task<Results<Ok<DocumentPage<RateLimitStatusDocument>>, ApiError>> ResetAsync(string name, HttpContext http, CancellationToken cancellationToken)
    {
        if ((await RequestDocument.ReadOptionalAsync<ResetRateLimitRequest>(http, cancellationToken)).Failed(out var error, out var request))
            return error;
        if (snapshots.Current.Limits?.Find(name) is not { } limit)
            return ApiError.NotFound("rate limit in force", name);
        LimitKey? key = request.Target is { } target ? LimitKey.Parse(limit.Counters, target) : null;
        if (key is { } one && !(await limiter.ScopesAsync(limit, cancellationToken)).Contains(one))
            return ApiError.Invalid("target", $"must be a scope of the limit that something is counted for: GET /api/ratelimits?name={limit.Name} lists them");
        await audit.AddAsync(await EntryAsync(http, limit, key, cancellationToken), cancellationToken);
        if (!await limiter.ResetAsync(limit, key, cancellationToken))
            return new ApiError(StatusCodes.Status503ServiceUnavailable, "cache_unavailable", "Redis does not answer, so only this gateway counts anew. Try again shortly.");
        return TypedResults.Ok(await StatusAsync([limit], cancellationToken));
    }

    // What was counted is no longer there afterwards. Of many scopes as many as are looked at at once stand for all.
    private async Task<AuditEntry> EntryAsync(HttpContext http, Limit limit, LimitKey? key, CancellationToken cancellationToken)
    {
        LimitKey[] keys = key is { } one ? [one] : [.. (await limiter.ScopesAsync(limit, cancellationToken)).OrderBy(scope => scope.Scope, StringComparer.Ordinal)];
        var before = new DocumentPage<RateLimitStatusDocument>(await LookAsync(limit, keys[..Math.Min(keys.Length, LooksAtOnce)], cancellationToken), keys.Length > LooksAtOnce ? keys[LooksAtOnce].Scope : null);
        return AuditEntries.Of(http.GetCaller(), time.GetUtcNow(), OrganizationId.Default, "ratelimit.reset", key is null ? limit.Name : $"{limit.Name}:{key.Value.Scope}", before, null);
    }

    private async Task<DocumentPage<RateLimitStatusDocument>> StatusAsync(IReadOnlyList<Limit> limits, CancellationToken cancellationToken)
    {
        var rows = new List<RateLimitStatusDocument>();
        foreach (var limit in limits)
        {
            var keys = (await limiter.ScopesAsync(limit, cancellationToken)).ToHashSet();
            // Of a limit that has one scope, that is known before anything is counted.
            if (keys.Count == 0 && limit.Definition.Scope == LimitScope.Global)
                keys.Add(new LimitKey(limit.Counters, Guid.Empty, null));
            foreach (var some in keys.OrderBy(key => key.Scope, StringComparer.Ordinal).Chunk(LooksAtOnce))
                rows.AddRange(await LookAsync(limit, some, cancellationToken));
        }

        return new DocumentPage<RateLimitStatusDocument>(rows, Next: null);
    }

    private async Task<IReadOnlyList<RateLimitStatusDocument>> LookAsync(Limit limit, LimitKey[] keys, CancellationToken cancellationToken)
    {
        var look = new LimitTicket();
        foreach (var key in keys)
            look.Ask(limit, key, 0);
        await limiter.TryTakeAsync(look, cancellationToken);
        var now = time.GetUtcNow();
        return [.. (look.HeldCount > 0 ? look.Held : look.Asked).ToArray().Select(charge => Show(charge, now))];
    }

    private RateLimitStatusDocument Show(LimitCharge charge, DateTimeOffset now) => new()
    {
        Name = charge.Limit.Name,
        Scope = LimitDraft.WordOf(charge.Limit.Definition.Scope),
        Target = charge.Key.Scope,
        Measure = LimitDraft.WordOf(charge.Limit.Measure),
        Limit = (long)charge.Limit.Capacity,
        Remaining = (long)charge.Remaining,
        Window = charge.Limit.Definition.Window is { } window ? DurationText.Format(window) : null,
        ResetAt = charge.Limit.Measure == LimitMeasure.Concurrent ? null : now.AddMicroseconds(charge.Reset),
        Shared = charge.IsShared,
        Waiting = requests.WaitingFor(charge.Key),
    };
}
