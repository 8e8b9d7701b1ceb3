namespace HybridAi.Core.Routing.Rules;

/// <summary>How deployments do: met while one of them is in all of the given states at once, by the live statistics of the node.</summary>
public sealed record RuleState
{
    /// <summary>The deployments.</summary>
    public required DeploymentSelection Of { get; init; }

    /// <summary>Whether it may be tried, by every <see cref="IDeploymentHealth"/>; null: it does not matter.</summary>
    public bool? Healthy { get; init; }

    /// <summary>The share of its attempts that fails is at least this, above 0, at most 1; null: it does not matter.</summary>
    public double? ErrorRateAtLeast { get; init; }

    /// <summary>The P95 of its answers in the last three minutes is at least so many milliseconds, above 0; null: it does not matter.</summary>
    public double? P95AtLeast { get; init; }
}
