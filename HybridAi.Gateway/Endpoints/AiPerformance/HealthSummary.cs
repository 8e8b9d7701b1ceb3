using HybridAi.Client.AiPerformance;
using HybridAi.Core.Health;
using HybridAi.Core.Resilience;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Endpoints.Providers;
using HybridAi.Gateway.Health;
using HybridAi.Node.Snapshots;

namespace HybridAi.Gateway.Endpoints.AiPerformance;

/// <summary>How the gateway and its providers are, as <see cref="HealthWatch"/> judges, with what the gateway depends on one by one.</summary>
internal sealed class HealthSummary(
    HealthWatch watch, OwnHealth own, SnapshotHolder snapshots, DeploymentStatistics statistics, Breakers breakers, IUsageJournal journal, IEnumerable<IDependency> dependencies, TimeProvider time)
{
    private readonly IDependency[] _dependencies = [.. dependencies];

    /// <summary>Reads how all is.</summary>
    /// <param name="details">Whether why is told, too, which is the installation's own business.</param>
    public PerformanceHealthDocument Read(bool details)
    {
        var seen = watch.Current?.Providers.ToDictionary(one => one.Name, StringComparer.Ordinal) ?? [];
        var providers = snapshots.Current.Models.Providers.Select(models => (Name: models.Provider, Health: seen.GetValueOrDefault(models.Provider))).ToList();
        var system = HealthJudge.Judge(providers.ToDictionary(one => one.Name, one => one.Health?.Verdict ?? HealthVerdict.Unknown, StringComparer.Ordinal), own.Judge());
        var needs = Needs();
        return new PerformanceHealthDocument
        {
            At = time.GetUtcNow(),
            Status = NameOf(system.Level),
            Reasons =
            [
                .. needs.Where(one => one.Status != NameOf(HealthLevel.Healthy)).Select(one => $"{one.Name} is {one.Status}"),
                .. providers.Where(one => one.Health?.Verdict.Level > HealthLevel.Healthy).Select(one => $"{one.Name} is {NameOf(one.Health!.Verdict.Level)}"),
            ],
            Providers = [.. providers.Select(one => Show(one.Name, one.Health, details))],
            Dependencies = details ? needs : [.. needs.Select(one => one with { Detail = null })],
        };
    }

    private List<DependencyHealthDocument> Needs()
    {
        static string Of(bool isWarning) => NameOf(isWarning ? HealthLevel.Warning : HealthLevel.Healthy);
        var isCopy = snapshots.Current.IsCopy;
        return
        [
            new("journal", journal.Unavailable is not null ? NameOf(HealthLevel.Critical) : Of(journal.Delayed is not null), journal.Unavailable ?? journal.Delayed),
            new("configuration", Of(snapshots.IsStale || isCopy), isCopy ? "served from the copy on the disk" : snapshots.IsStale ? "could not be loaded anew" : null),
            .. _dependencies.Select(one => one.State).Select(state => new DependencyHealthDocument(state.Name, Of(state.IsDegraded), state.Detail)),
        ];
    }

    private ProviderConditionDocument Show(string provider, ProviderHealth? health, bool details)
    {
        var (calls, failed) = (0L, 0L);
        foreach (var figures in statistics.DeploymentsOf(provider).Select(id => statistics.Of(id, DeploymentStatistics.Longest)))
            (calls, failed) = (calls + figures.Calls, failed + figures.Failed);
        return new ProviderConditionDocument
        {
            Provider = provider,
            Status = NameOf(health?.Verdict.Level ?? HealthLevel.Unknown),
            Reasons = details && health?.Verdict.Reason is { } reason ? [reason] : [],
            SuccessRate = calls == 0 ? null : Math.Round(1 - ((double)failed / calls), 6),
            Reliability = ProviderHandlers.ReliabilityOf(provider, statistics, breakers),
        };
    }

    private static string NameOf(HealthLevel level) => level.ToString().ToLowerInvariant();
}
