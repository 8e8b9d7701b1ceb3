using System.ComponentModel.DataAnnotations;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Strategies;

namespace HybridAi.Node.Settings;

/// <summary>How a deployment is chosen. Configuration section <c>Routing</c>.</summary>
public sealed class RoutingOptions
{
    /// <summary>The strategy that orders a model's deployments. <c>ordered</c> (default): as they are configured.</summary>
    [StrategyName]
    public string Strategy { get; set; } = StrategyNames.Ordered;

    /// <summary>Whether the next deployment is tried when one fails before its first content. Default true.</summary>
    public bool Fallback { get; set; } = true;

    /// <summary>Where callers are that do not say so, for the strategy <c>geographic</c>; null (default): nobody knows.</summary>
    [MaxLength(64)]
    public string? Region { get; set; }

    /// <summary>The share of requests that may try a deployment which was not called for a minute, where the strategy goes by what was measured. Default 0.05.</summary>
    [Range(0.0, 1.0)]
    public double Exploration { get; set; } = 0.05;

    /// <summary>Whether requests that begin with the same long prompt go where a provider has it in its cache, where the strategy allows that. Default true.</summary>
    public bool PromptCache { get; set; } = true;

    /// <summary>Whether a deployment whose provider says that nothing is left of a limit is passed over until it is whole again. Default true.</summary>
    public bool ProviderLimits { get; set; } = true;

    /// <summary>What the strategy <c>performance</c> weighs.</summary>
    public RoutingWeightsOptions Weights { get; set; } = new();

    /// <summary>What the strategy <c>adaptive</c> is after.</summary>
    public RoutingAdaptiveOptions Adaptive { get; set; } = new();

    /// <summary>The seed of what is drawn by chance; null (default): another one with each start.</summary>
    [Range(0, int.MaxValue)]
    public int? Seed { get; set; }

    /// <summary>The same for the router.</summary>
    public RouterConfig ToConfig() => new(
        Exploration, PromptCache, new PerformanceWeights(Weights.Latency, Weights.Errors, Weights.Cost, Weights.Quality), Adaptive.ToConfig());
}
