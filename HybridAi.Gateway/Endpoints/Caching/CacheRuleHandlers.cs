using HybridAi.Client.Caching;
using HybridAi.Core.Caching.Rules;
using HybridAi.Core.Configuration;
using HybridAi.Gateway.Endpoints.Documents;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Node.Snapshots;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Caching;

/// <summary>Cache rules.</summary>
internal sealed class CacheRuleHandlers(IDocumentStore<CacheRule> store, ISnapshotRefresher refresher, TimeProvider time)
    : DocumentHandlers<CacheRule, CacheRuleDocument, SaveCacheRuleRequest>(store, refresher, time)
{
    protected override string Kind => "cache rule";

    protected override string AuditName => "cache-rule";

    protected override string Path => "/api/cache/rules";

    /// <summary>Puts the proposed time to live in force.</summary>
    public async Task<Results<Ok<CacheRuleDocument>, ApiError>> ApplyAsync(string name, HttpContext http, CancellationToken cancellationToken)
    {
        if ((await FindAsync(name, cancellationToken)).Failed(out var error, out var before))
            return error;
        if (before.Proposal is not { } proposal)
            return ApiError.Conflict("no_proposal", $"Nothing is proposed for the cache rule '{name}' yet: the job cache-ttl needs more reuses to measure. POST /api/jobs/cache-ttl/run runs it.");
        if (before.Never)
            return ApiError.Conflict("not_cached", $"The cache rule '{name}' says that answers are not cached, so that there is no time to live.");
        var after = before with { Ttl = proposal.Ttl, Revision = before.Revision + 1, UpdatedAt = Now };
        return (await SaveAsync(http, before, after, "apply", cancellationToken)).Failed(out error, out var saved) ? error : TypedResults.Ok(saved);
    }

    protected override CacheRule Read(string name, long revision, DateTimeOffset now, SaveCacheRuleRequest request, FieldProblems problems, IReadOnlyList<CacheRule> others) =>
        CacheRuleFieldsReader.Read(name, revision, now, request, problems);

    protected override CacheRuleDocument Show(CacheRule rule) => new()
    {
        Name = rule.Name,
        Revision = rule.Revision,
        UpdatedAt = rule.UpdatedAt,
        Enabled = !rule.Disabled,
        Priority = rule.Priority,
        Cache = !rule.Never,
        Ttl = rule.Ttl is { } ttl ? DurationText.Format(ttl) : null,
        When = new CacheConditionsDocument
        {
            Models = Some(rule.Models),
            Apis = Some(rule.Apis),
            Tasks = Some(rule.Tasks),
            Tags = Some(rule.Tags),
            Keys = rule.Keys.Count == 0 ? null : [.. rule.Keys.Select(key => key.ToString())],
            Temperature = rule.AsksTemperature ? new CacheTemperatureDocument(rule.TemperatureAtLeast, rule.TemperatureAtMost) : null,
        },
        Proposal = rule.Proposal is { } proposal ? Show(proposal) : null,
    };

    private static IReadOnlyList<string>? Some(IReadOnlyList<string> texts) => texts.Count == 0 ? null : texts;

    private static CacheTtlProposalDocument Show(CacheRuleProposal proposal) => new()
    {
        Ttl = DurationText.Format(proposal.Ttl),
        Share = proposal.Share,
        Keeps = proposal.Keeps,
        KeepsNow = proposal.KeepsNow,
        Reuses = proposal.Reuses,
        MedianGapSeconds = Math.Round(proposal.MedianGap.TotalSeconds, 3),
        From = proposal.From,
        At = proposal.At,
    };
}
