namespace HybridAi.Core.Health.Resources;

/// <summary>How something is that the gateway has or depends on.</summary>
/// <param name="Use">What it is, and how much of it is used.</param>
/// <param name="Verdict">How it is; unknown if it cannot be found out.</param>
public sealed record ResourceState(ResourceUse Use, HealthVerdict Verdict);
