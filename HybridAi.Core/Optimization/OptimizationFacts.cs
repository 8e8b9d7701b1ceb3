using HybridAi.Core.Costs;
using HybridAi.Core.Routing;

namespace HybridAi.Core.Optimization;

/// <summary>What was measured in some time, for the rules to judge by.</summary>
public sealed record OptimizationFacts
{
    /// <summary>The moment whose prices count.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>What each model did.</summary>
    public required IReadOnlyList<ModelFacts> Models { get; init; }

    /// <summary>Requests by provider, and how many of them failed through its fault.</summary>
    public IReadOnlyList<ProviderFacts> Providers { get; init; } = [];

    /// <summary>The deployments that are the same model, or stand for one another by an alias.</summary>
    public IReadOnlyList<IReadOnlyList<Deployment>> Alternatives { get; init; } = [];

    /// <summary>How often each deployment's circuit opened.</summary>
    public IReadOnlyDictionary<string, int> BreakerOpenings { get; init; } = new Dictionary<string, int>();
}

/// <summary>What the requests of a provider came to.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Requests">Those that the caller did not end itself.</param>
/// <param name="Failed">Those that failed through the provider's fault, not the caller's.</param>
public sealed record ProviderFacts(string Provider, long Requests, long Failed);

/// <summary>What the requests of a provider's model came to.</summary>
public sealed record ModelFacts
{
    /// <summary>The provider.</summary>
    public required string Provider { get; init; }

    /// <summary>The model, by its provider's id.</summary>
    public required string Model { get; init; }

    /// <summary>All requests.</summary>
    public long Requests { get; init; }

    /// <summary>Those that succeeded.</summary>
    public long Succeeded { get; init; }

    /// <summary>Those that failed or were interrupted.</summary>
    public long Errors { get; init; }

    /// <summary>Those whose cost is not known.</summary>
    public long UnknownCosts { get; init; }

    /// <summary>Those that were found in the cache.</summary>
    public long CacheHits { get; init; }

    /// <summary>Those that were looked for in the cache in vain.</summary>
    public long CacheMisses { get; init; }

    /// <summary>Those that went without the cache through the gateway.</summary>
    public long OffRequests { get; init; }

    /// <summary>What these cost.</summary>
    public Cost OffCost { get; init; }

    /// <summary>Those that the gateway called the model for.</summary>
    public long PaidRequests { get; init; }

    /// <summary>The tokens of these.</summary>
    public TokenUsage PaidUsage { get; init; }

    /// <summary>What these cost.</summary>
    public Cost PaidCost { get; init; }

    /// <summary>The share that succeeded of those that the caller did not end itself; null if there are none.</summary>
    public decimal? SuccessRate => Succeeded + Errors == 0 ? null : Succeeded / (decimal)(Succeeded + Errors);
}
