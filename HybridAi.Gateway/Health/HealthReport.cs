using HybridAi.Core.Health;
using HybridAi.Core.Health.Resources;
using HybridAi.Core.Routing;

namespace HybridAi.Gateway.Health;

/// <summary>How everything was when it was last looked at.</summary>
/// <param name="At">When that was.</param>
/// <param name="System">The system as a whole.</param>
/// <param name="Own">The gateway itself, and what it depends on.</param>
/// <param name="Resources">The same, one by one.</param>
/// <param name="Providers">The providers, in the order of the configuration.</param>
internal sealed record HealthReport(DateTimeOffset At, HealthVerdict System, HealthVerdict Own, IReadOnlyList<ResourceState> Resources, IReadOnlyList<ProviderHealth> Providers);

/// <summary>How a provider was.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Verdict">How it was.</param>
/// <param name="Since">Since when it is at that level.</param>
/// <param name="Probe">What the last questions to it showed; null if none was asked.</param>
/// <param name="Deployments">Its deployments that were called lately, or whose circuit is not closed.</param>
internal sealed record ProviderHealth(
    string Name, HealthVerdict Verdict, DateTimeOffset Since, ProbeStanding? Probe, IReadOnlyList<DeploymentHealth> Deployments);

/// <summary>How a deployment was.</summary>
/// <param name="Deployment">The deployment.</param>
/// <param name="Verdict">How it was.</param>
/// <param name="Since">Since when it is at that level.</param>
/// <param name="Minute">Its calls of the last minute.</param>
/// <param name="Baseline">What is usual for it; null if that is not known.</param>
internal sealed record DeploymentHealth(Deployment Deployment, HealthVerdict Verdict, DateTimeOffset Since, HealthFigures Minute, HealthBaseline? Baseline);
