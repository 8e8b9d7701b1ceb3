using System.Text.Json;
using HybridAi.Core.Audit;
using HybridAi.Core.Caching.Rules;
using HybridAi.Core.Configuration;
using HybridAi.Core.Tenancy;
using HybridAi.Node.Settings;
using HybridAi.Worker.Running;

namespace HybridAi.Worker.Jobs.CacheTtl;

/// <summary>
/// Proposes a time to live for each cache rule from the measured times between uses. A proposal is kept in the rule, with its evidence, and changed only when it differs
/// notably, so that what people read stands still. With <c>Cache:AutoTtl</c> it is put in force at once.
/// </summary>
internal sealed class CacheTtlJob(IReuseStore reuse, IDocumentStore<CacheRule> rules, NodeSettings settings, CacheTtlOptions options, TimeProvider time) : IBackgroundJob
{
    // What a proposal has to differ by to take the place of the one before, and is confirmed by in any case.
    private const double Notably = 0.1;
    private static readonly TimeSpan Confirmed = TimeSpan.FromDays(1);

    public static string Name => "cache-ttl";

    public static string Description => "Proposes how long cached answers live, for each cache rule, from how they were used.";

    public static string DefaultSchedule => "1h";

    public async Task RunAsync(JobContext run, CancellationToken cancellationToken)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var from = now - options.Window;
        run.Count("removed", await reuse.PruneAsync(from - TimeSpan.FromHours(1), cancellationToken));
        var measured = await reuse.ReadAsync(from, cancellationToken);
        var all = await rules.AllAsync(cancellationToken);
        for (var i = 0; i < all.Count; i++)
        {
            await run.ReportAsync((double)i / all.Count, $"Looking at {all[i].Name}.", cancellationToken);
            if (all[i].Never || measured.GetValueOrDefault(all[i].Name) is not { } gaps || gaps.Count < options.LeastReuses)
                run.Count("unmeasured", 1);
            else
                await ProposeAsync(run, all[i], gaps, from, now, cancellationToken);
        }
    }

    private async Task ProposeAsync(JobContext run, CacheRule rule, ReuseHistogram gaps, DateTimeOffset from, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (ttl, keeps) = TtlProposals.Find(gaps, options.Share, options.Longest);
        var inForce = rule.Ttl ?? settings.Cache.Ttl;
        var proposal = new CacheRuleProposal(ttl, options.Share, Math.Round(keeps, 4), Math.Round(TtlProposals.Keeps(gaps, inForce), 4), gaps.Count, gaps.Quantile(0.5), from, now);
        var applies = settings.Cache.AutoTtl && rule.Ttl != ttl;
        if (!applies && rule.Proposal is { } before && Math.Abs((ttl / before.Ttl) - 1) <= Notably && now - before.At < Confirmed)
        {
            run.Count("unchanged", 1);
            return;
        }

        var after = rule with { Proposal = proposal, Ttl = applies ? ttl : rule.Ttl, Revision = rule.Revision + 1, UpdatedAt = now };
        // Somebody who changed the rule meanwhile wins; it is looked at again at the next run.
        run.Count(await rules.SaveAsync(after, Entry(rule, after, now), cancellationToken) == WriteResult.Done ? applies ? "applied" : "proposed" : "changed", 1);
    }

    // No key and no user: a job did it.
    private static AuditEntry Entry(CacheRule before, CacheRule after, DateTimeOffset now) => new(
        Guid.CreateVersion7(now), now, OrganizationId.Default, new KeyId(Guid.Empty), null, before.Ttl == after.Ttl ? "cache-rule.propose" : "cache-rule.apply", after.Name, Text(before), Text(after));

    private static string Text(CacheRule rule) =>
        JsonSerializer.Serialize(new TtlChange(DurationText.Format(rule.Ttl ?? TimeSpan.Zero), rule.Proposal is { } proposal ? DurationText.Format(proposal.Ttl) : null, rule.Proposal?.Keeps), CacheTtlJson.Default.TtlChange);
}
