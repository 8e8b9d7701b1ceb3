using HybridAi.Client.Deployments;
using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using LiveStates = HybridAi.Core.Routing.Live.DeploymentStates;

namespace HybridAi.Gateway.Endpoints.Deployments;

/// <summary>How deployments do on this node.</summary>
internal sealed class LiveView(LiveStates states, IEnumerable<IDeploymentHealth> health)
{
    public DeploymentLiveDocument Of(Deployment deployment)
    {
        var report = states.Describe(deployment);
        return new DeploymentLiveDocument
        {
            InFlight = report.InFlight,
            Available = health.All(one => one.IsAvailable(deployment)),
            Health = [.. health.Select(one => one.Describe(deployment)).OfType<string>()],
            Successes = report.Successes,
            Failures = report.Failures.ToDictionary(pair => pair.Key.Name(), pair => pair.Value),
            ErrorRate = Round(report.ErrorRate, 4),
            P50Ms = Round(report.P50, 1),
            P95Ms = Round(report.P95, 1),
            AverageMs = Round(report.Average, 1),
            FirstContentP50Ms = Round(report.FirstContentP50, 1),
            FirstContentP95Ms = Round(report.FirstContentP95, 1),
            TokensPerSecond = Round(report.TokensPerSecond, 1),
        };
    }

    private static double? Round(double? value, int digits) => value is { } known ? Math.Round(known, digits) : null;
}
