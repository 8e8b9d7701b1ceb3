using System.Reflection;
using HybridAi.Client.AiPerformance;
using HybridAi.Core.Metrics.Queries;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Live;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Endpoints.Metrics;
using HybridAi.Gateway.Endpoints.Providers;
using HybridAi.Gateway.Identity;
using HybridAi.Node.Hosting;
using HybridAi.Node.Providers;
using HybridAi.Node.Snapshots;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.AiPerformance;

/// <summary>What the gateway is doing now.</summary>
internal sealed class StatusHandler(
    PerformanceReading reading, IMetricsStore store, IProviderDirectory directory, SnapshotHolder snapshots, DeploymentStatistics statistics, DeploymentStates states, Breakers breakers,
    NodeName node, UpSince up)
{
    /// <summary>The product's version, without what a build adds to it.</summary>
    public static string Version { get; } =
        (typeof(StatusHandler).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];

    public async Task<Results<Ok<PerformanceStatusDocument>, ApiError>> GetAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if ((await reading.ReadAsync(http, new ApiQuery(http.Request.Query), null, cancellationToken)).Failed(out var error, out var scope))
            return error;
        var snapshot = snapshots.Current;
        var seesInstallation = http.GetCaller().OrganizationId == OrganizationId.Default;
        var only = scope[MetricDimension.Provider];
        return TypedResults.Ok(new PerformanceStatusDocument
        {
            At = scope.Now,
            Version = Version,
            Node = node.Value,
            UpSince = up.At,
            Snapshot = snapshot.Version,
            Providers = [.. directory.List().Where(provider => only is null || provider.Name == only).Select(provider => Show(provider, snapshot, seesInstallation))],
            Live = await MetricsHandlers.ReadLiveAsync(scope.CutOf(), scope.Filters, scope.Organization, store, scope.Now, cancellationToken),
        });
    }

    private ProviderStatusDocument Show(ProviderInfo provider, GatewaySnapshot snapshot, bool seesInstallation)
    {
        Deployment[] deployments = [.. snapshot.KnownDeployments.Where(deployment => deployment.Provider == provider.Name)];
        var byState = deployments.ToLookup(deployment => breakers.StateOf(deployment.Id));
        return new ProviderStatusDocument
        {
            Provider = provider.Name,
            State = snapshot.Providers.ContainsKey(provider.Name) ? "on" : provider.Enabled ? "no_key" : "off",
            Simulated = provider.Simulated,
            Reliability = ProviderHandlers.ReliabilityOf(provider.Name, statistics, breakers),
            InFlight = seesInstallation ? deployments.Sum(deployment => states.Describe(deployment).InFlight) : null,
            Breakers = seesInstallation
                ? new ProviderBreakersDocument(byState[BreakerState.Closed].Count(), byState[BreakerState.HalfOpen].Count(), byState[BreakerState.Open].Count()) : null,
        };
    }
}

/// <summary>Since when this process serves.</summary>
/// <param name="At">The time.</param>
internal sealed record UpSince(DateTimeOffset At);
