using HybridAi.Core.Costs;
using HybridAi.Core.Resilience;

namespace HybridAi.Core.Routing;

/// <summary>How an attempt at a deployment ended, for those that learn from it.</summary>
/// <param name="Deployment">The deployment.</param>
/// <param name="Duration">From the attempt's start to its end.</param>
/// <param name="TimeToFirstContent">From the attempt's start to the first content of a stream; null if none came, or it was no stream.</param>
/// <param name="Failure">Why it failed, or null.</param>
/// <param name="Status">The provider's HTTP status if it failed and sent one, else 0.</param>
/// <param name="Usage">The tokens as the provider counted them, or null.</param>
/// <param name="Streamed">Whether a stream was asked for.</param>
public readonly record struct AttemptOutcome(
    Deployment Deployment, TimeSpan Duration, TimeSpan? TimeToFirstContent, FailureCause? Failure, int Status, TokenUsage? Usage, bool Streamed = false)
{
    /// <summary>The request that it was made for, or null if there was nothing to choose.</summary>
    public RouteRequest? Request { get; init; }

    /// <summary>How many other attempts this node had under way at the deployment when it began. Known where <see cref="Request"/> is.</summary>
    public int Others { get; init; }

    /// <summary>Why the answer ended, in the provider's own word, or null.</summary>
    public string? FinishReason { get; init; }
}
