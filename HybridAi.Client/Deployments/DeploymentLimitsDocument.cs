namespace HybridAi.Client.Deployments;

/// <summary>What a deployment may be asked for at the most; null: no limit.</summary>
public sealed record DeploymentLimitsDocument
{
    /// <summary>Requests in a minute, at least 1.</summary>
    public long? RequestsPerMinute { get; init; }

    /// <summary>Tokens in a minute, at least 1.</summary>
    public long? TokensPerMinute { get; init; }

    /// <summary>Requests at the same time, at least 1. Beyond it the deployment comes after all others.</summary>
    public long? Concurrent { get; init; }
}
