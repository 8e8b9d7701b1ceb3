using HybridAi.Core.Routing.Rules;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Audit;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Identity;
using HybridAi.Node.Snapshots;

namespace HybridAi.Gateway.Endpoints.Routing;

/// <summary>What every change of the routing rules has in common: a new version, who made it, and that it serves before its answer is sent.</summary>
internal sealed class RuleWrites(IRoutingRuleStore store, ITenancyStore tenancy, ISnapshotRefresher refresher, SnapshotHolder snapshots, TimeProvider time)
{
    private const int MostTries = 5;

    public Task<RuleVocabulary> VocabularyAsync(CancellationToken cancellationToken) => RuleVocabulary.ReadAsync(snapshots.Current, tenancy, cancellationToken);

    /// <summary>Makes a change of the rules as they stand; once more if another one comes in between, unless it says what revision it was made from.</summary>
    /// <param name="http">The request.</param>
    /// <param name="change">Makes it, given what stands and what reads rules.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public async Task<Outcome<RoutingRuleSet>> ChangeAsync<T>(
        HttpContext http, Func<RoutingRuleSet, Func<FieldProblems, RuleReader>, Outcome<RuleChange<T>>> change, CancellationToken cancellationToken)
        where T : class
    {
        var vocabulary = await VocabularyAsync(cancellationToken);
        for (var tries = 1; ; tries++)
        {
            var (before, now) = (await store.CurrentAsync(cancellationToken), DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()));
            if (change(before, problems => new RuleReader(vocabulary, problems, now)).Failed(out var error, out var wanted))
                return error;
            var caller = http.GetCaller();
            var after = new RoutingRuleSet
            {
                Revision = before.Revision + 1,
                UpdatedAt = now,
                ByKey = caller.KeyId.Value,
                ByUser = caller.UserId?.Value,
                Action = wanted.Action,
                Target = wanted.Target,
                Rules = wanted.Rules,
            };
            var entry = AuditEntries.Of(caller, now, OrganizationId.Default, wanted.Action, wanted.Target, wanted.Before, wanted.After);
            var result = await store.SaveAsync(after, entry, cancellationToken);
            if (result == WriteResult.Stale && tries < MostTries)
                continue;
            if (result != WriteResult.Done)
                return ApiError.Stale("set of routing rules");
            // The change stands, whether its caller waits or not.
            await refresher.RefreshAsync(CancellationToken.None);
            Revisions.Tag(http, after.Revision);
            return after;
        }
    }
}

/// <summary>A change of the routing rules.</summary>
/// <param name="Action">What it is, as in the audit log.</param>
/// <param name="Target">What it is done to.</param>
/// <param name="Rules">All rules behind it.</param>
/// <param name="Before">What is changed as it was, for the audit log.</param>
/// <param name="After">The same as it is now.</param>
internal sealed record RuleChange<T>(string Action, string Target, IReadOnlyList<RoutingRule> Rules, T? Before, T? After)
    where T : class;
