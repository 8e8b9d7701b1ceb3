using HybridAi.Client.AiPerformance;
using HybridAi.Core.Health;
using HybridAi.Core.Resilience;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Endpoints.Providers;
using HybridAi.Node.Snapshots;

namespace HybridAi.Gateway.Endpoints.AiPerformance;

/// <summary>How the gateway and its providers are, judged by what this node saw in the last ten minutes and what it knows of its dependencies.</summary>
internal sealed class HealthSummary(
    SnapshotHolder snapshots, DeploymentStatistics statistics, Breakers breakers, IUsageJournal journal, IEnumerable<IDependency> dependencies, TimeProvider time)
{
    private const string Healthy = "healthy", Warning = "warning", Critical = "critical", Unknown = "unknown";
    private const int LeastCalls = 10;
    private const double WarningErrors = 0.05, CriticalErrors = 0.5;

    private readonly IDependency[] _dependencies = [.. dependencies];

    /// <summary>Reads how all is.</summary>
    /// <param name="details">Whether why is told, too, which is the installation's own business.</param>
    public PerformanceHealthDocument Read(bool details)
    {
        var providers = snapshots.Current.Models.Providers.Select(provider => Judge(provider.Provider)).ToList();
        var needs = new List<DependencyHealthDocument>
        {
            new("journal", journal.Unavailable is not null ? Critical : journal.Delayed is not null ? Warning : Healthy, journal.Unavailable ?? journal.Delayed),
            new("configuration", snapshots.IsStale || snapshots.Current.IsCopy ? Warning : Healthy, snapshots.Current.IsCopy ? "served from the copy on the disk" : snapshots.IsStale ? "could not be loaded anew" : null),
        };
        needs.AddRange(_dependencies.Select(one => one.State).Select(state => new DependencyHealthDocument(state.Name, state.IsDegraded ? Warning : Healthy, state.Detail)));
        var reasons = needs.Where(one => one.Status != Healthy).Select(one => $"{one.Name} is {one.Status}")
            .Concat(providers.Where(one => one.Status is Warning or Critical).Select(one => $"{one.Provider} is {one.Status}")).ToList();
        return new PerformanceHealthDocument
        {
            At = time.GetUtcNow(),
            // One provider that works is enough to answer with.
            Status = needs.Any(one => one.Status == Critical) || (providers.Count > 0 && providers.TrueForAll(one => one.Status == Critical)) ? Critical : reasons.Count > 0 ? Warning : Healthy,
            Reasons = reasons,
            Providers = details ? providers : [.. providers.Select(one => one with { Reasons = [] })],
            Dependencies = details ? needs : [.. needs.Select(one => one with { Detail = null })],
        };
    }

    private ProviderHealthDocument Judge(string provider)
    {
        var deployments = statistics.DeploymentsOf(provider).ToList();
        var figures = deployments.Select(deployment => statistics.Of(deployment, DeploymentStatistics.Longest)).ToList();
        var (calls, failed) = (figures.Sum(one => (long)one.Calls), figures.Sum(one => (long)one.Failed));
        var notClosed = breakers.NotClosed().Where(one => Is(one.Deployment, provider)).ToList();
        var rate = calls == 0 ? (double?)null : (double)failed / calls;
        var reasons = notClosed.Select(one => $"the circuit of {one.Deployment} is {(one.State == BreakerState.Open ? "open" : "half open")}").ToList();
        if (calls >= LeastCalls && rate >= WarningErrors)
            reasons.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{failed} of {calls} calls failed in the last ten minutes"));
        var open = notClosed.Count(one => one.State == BreakerState.Open);
        return new ProviderHealthDocument
        {
            Provider = provider,
            Status = (calls >= LeastCalls && rate >= CriticalErrors) || (open > 0 && open >= deployments.Count) ? Critical : reasons.Count > 0 ? Warning : calls == 0 ? Unknown : Healthy,
            Reasons = reasons,
            SuccessRate = rate is { } known ? Math.Round(1 - known, 6) : null,
            Reliability = ProviderHandlers.ReliabilityOf(provider, statistics, breakers),
        };
    }

    private bool Is(string deployment, string provider) =>
        snapshots.Current.KnownDeployments.Any(one => one.Id == deployment && one.Provider == provider) || statistics.DeploymentsOf(provider).Contains(deployment);
}
