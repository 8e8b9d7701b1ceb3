using HybridAi.Core.Audit;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Routing.Rules;

/// <summary>Keeps the routing rules and their earlier versions. Each write is in the audit log and tells all nodes, in the same step.</summary>
public interface IRoutingRuleStore
{
    /// <summary>The rules as they stand; <see cref="RoutingRuleSet.Empty"/> before the first change.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<RoutingRuleSet> CurrentAsync(CancellationToken cancellationToken);

    /// <summary>All versions that are kept, the newest, which stands, first.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<RoutingRuleSet>> VersionsAsync(CancellationToken cancellationToken);

    /// <summary>A version.</summary>
    /// <param name="revision">Its revision.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The version, or null if there was none or it is kept no more.</returns>
    Task<RoutingRuleSet?> VersionAsync(long revision, CancellationToken cancellationToken);

    /// <summary>Makes a version the current one, and forgets those before the last <see cref="RoutingRuleSet.KeptVersions"/>.</summary>
    /// <param name="rules">The version; its revision is the current one's plus 1.</param>
    /// <param name="audit">The entry that says who did it.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns><see cref="WriteResult.Done"/>, or <see cref="WriteResult.Stale"/> if another change came before.</returns>
    Task<WriteResult> SaveAsync(RoutingRuleSet rules, AuditEntry audit, CancellationToken cancellationToken);
}
