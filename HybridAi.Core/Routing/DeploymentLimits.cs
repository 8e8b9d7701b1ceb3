namespace HybridAi.Core.Routing;

/// <summary>What a deployment may be asked for at the most. Null: no limit.</summary>
/// <param name="RequestsPerMinute">Requests in a minute, at least 1.</param>
/// <param name="TokensPerMinute">Tokens in a minute, at least 1.</param>
/// <param name="Concurrent">Requests at the same time, at least 1.</param>
public sealed record DeploymentLimits(long? RequestsPerMinute = null, long? TokensPerMinute = null, int? Concurrent = null)
{
    /// <summary>No limits.</summary>
    public static readonly DeploymentLimits None = new();
}
