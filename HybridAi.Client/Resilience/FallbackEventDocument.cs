namespace HybridAi.Client.Resilience;

/// <summary>Something that happened around fallbacks.</summary>
public sealed record FallbackEventDocument
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>When, or when first.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The gateway that saw it.</summary>
    public required string Gateway { get; init; }

    /// <summary><c>fallback</c>, <c>rule.met</c>, <c>rule.ended</c>, <c>breaker.opened</c> or <c>breaker.closed</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The fallback rule, or null.</summary>
    public string? Rule { get; init; }

    /// <summary>The deployment that it is about.</summary>
    public required string Deployment { get; init; }

    /// <summary>The deployment that was gone on with, or null.</summary>
    public string? Target { get; init; }

    /// <summary>Why the deployment failed, or null.</summary>
    public string? Cause { get; init; }

    /// <summary>How often it happened within seconds.</summary>
    public long Count { get; init; }

    /// <summary>One request that it happened to, or null.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>More, or null.</summary>
    public string? Detail { get; init; }
}
