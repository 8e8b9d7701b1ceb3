using HybridAi.Client.Metrics;

namespace HybridAi.Client.AiPerformance;

/// <summary>What the gateway is doing now.</summary>
public sealed record PerformanceStatusDocument
{
    /// <summary>When this was read.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The gateway's version.</summary>
    public required string Version { get; init; }

    /// <summary>The node that answers.</summary>
    public required string Node { get; init; }

    /// <summary>Since when it runs.</summary>
    public required DateTimeOffset UpSince { get; init; }

    /// <summary>The version of the configuration that it serves: equal on nodes that serve the same.</summary>
    public long Snapshot { get; init; }

    /// <summary>The providers: those that can be used in their order of preference, then those without a key, then those that were switched off.</summary>
    public required IReadOnlyList<ProviderStatusDocument> Providers { get; init; }

    /// <summary>The figures of the last minute and the last five, as far as the filters let them pass.</summary>
    public required LiveMetricsDocument Live { get; init; }
}

/// <summary>How a provider stands at the node that answers.</summary>
public sealed record ProviderStatusDocument
{
    /// <summary>The provider.</summary>
    public required string Provider { get; init; }

    /// <summary><c>on</c>; or <c>no_key</c>: it is not used for want of a key; or <c>off</c>: an administrator switched it off.</summary>
    public required string State { get; init; }

    /// <summary>Whether it is simulated.</summary>
    public bool Simulated { get; init; }

    /// <summary>From 0 to 100: how reliable it was in the last ten minutes; null without a call.</summary>
    public double? Reliability { get; init; }

    /// <summary>How many calls are under way; null for keys that may not see the installation's own.</summary>
    public int? InFlight { get; init; }

    /// <summary>Its circuit breakers; null for keys that may not see the installation's own.</summary>
    public ProviderBreakersDocument? Breakers { get; init; }
}

/// <summary>The circuit breakers of a provider's deployments.</summary>
/// <param name="Closed">How many deployments can be called.</param>
/// <param name="HalfOpen">How many are being tried.</param>
/// <param name="Open">How many are left alone.</param>
public sealed record ProviderBreakersDocument(int Closed, int HalfOpen, int Open);
