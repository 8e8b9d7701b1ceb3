using HybridAi.Client.Paging;
using HybridAi.Client.RateLimits;
using HybridAi.Core.Configuration;
using HybridAi.Core.RateLimiting;
using HybridAi.Gateway.Endpoints.Documents;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Node.Settings;
using HybridAi.Node.Snapshots;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.RateLimits;

/// <summary>Sets rate limits. Reading also shows those of the configuration that none of the API's replaces.</summary>
internal sealed class RateLimitHandlers(IDocumentStore<LimitDefinition> store, NodeSettings settings, ISnapshotRefresher refresher, TimeProvider time)
    : DocumentHandlers<LimitDefinition, RateLimitDocument, SaveRateLimitRequest>(store, refresher, time)
{
    protected override string Kind => "rate limit";

    protected override string AuditName => "ratelimit";

    protected override string Path => "/api/ratelimits/config";

    public async Task<Ok<DocumentPage<RateLimitDocument>>> ListAllAsync(CancellationToken cancellationToken)
    {
        var stored = (await ListAsync(cancellationToken)).Value!.Data;
        var all = stored.Concat(settings.RateLimits.ExceptBy(stored.Select(limit => limit.Name), limit => limit.Name).Select(Show));
        return TypedResults.Ok(new DocumentPage<RateLimitDocument>([.. all.OrderBy(limit => limit.Name, StringComparer.Ordinal)], Next: null));
    }

    public async Task<Results<Ok<RateLimitDocument>, ApiError>> GetAnyAsync(string name, HttpContext http, CancellationToken cancellationToken)
    {
        var answer = await GetAsync(name, http, cancellationToken);
        return answer.Result is ApiError { Status: StatusCodes.Status404NotFound }
            && settings.RateLimits.FirstOrDefault(limit => limit.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } configured
            ? TypedResults.Ok(Show(configured))
            : answer;
    }

    protected override LimitDefinition Read(
        string name, long revision, DateTimeOffset now, SaveRateLimitRequest request, FieldProblems problems, IReadOnlyList<LimitDefinition> others)
    {
        var draft = new LimitDraft
        {
            Scope = request.Scope,
            Target = request.Target,
            Measure = request.Measure,
            Limit = request.Limit,
            Window = request.Window,
            Algorithm = request.Algorithm,
            Burst = request.Burst,
            Enabled = request.Enabled,
            MaxWait = request.MaxWait,
            // What is too large stays so.
            MaxWaiting = request.MaxWaiting is { } most ? (int)Math.Clamp(most, int.MinValue, int.MaxValue) : null,
        };
        return draft.Read(name, problems.Add) with { Revision = revision, UpdatedAt = now };
    }

    protected override RateLimitDocument Show(LimitDefinition limit) => new()
    {
        Name = limit.Name,
        Source = limit.Revision == 0 ? "configuration" : "api",
        Revision = limit.Revision,
        UpdatedAt = limit.Revision == 0 ? null : limit.UpdatedAt,
        Scope = LimitDraft.WordOf(limit.Scope),
        Target = limit.Scope == LimitScope.Global ? null : limit.Target ?? LimitDefinition.Each,
        Measure = LimitDraft.WordOf(limit.Measure),
        Limit = limit.Amount,
        Window = limit.Window is { } window ? DurationText.Format(window) : null,
        Algorithm = limit.Measure == LimitMeasure.Concurrent ? null : LimitDraft.WordOf(limit.Algorithm ?? LimitAlgorithm.SlidingWindow),
        Burst = limit.Burst,
        Enabled = !limit.Disabled,
        MaxWait = limit.MaxWait is { } wait ? DurationText.Format(wait) : null,
        MaxWaiting = limit.MaxWaiting,
    };
}
