using System.Collections.Frozen;
using HybridAi.Core.Metrics;
using HybridAi.Core.Routing.Geography;
using HybridAi.Core.Routing.Learning;
using HybridAi.Core.Routing.Strategies;

namespace HybridAi.Core.Routing;

/// <summary>The strategies by name. A strategy is a class and a line here.</summary>
public sealed class StrategySet
{
    private readonly FrozenDictionary<string, IRoutingStrategy> _byName;

    /// <summary>Makes all of them.</summary>
    /// <param name="config">What they are configured by.</param>
    /// <param name="random">What draws.</param>
    /// <param name="learner">What knows how deployments did.</param>
    public StrategySet(RouterConfig config, RandomSource random, Learner learner) => _byName = new IRoutingStrategy[]
    {
        new OrderedStrategy(),
        new LatencyStrategy(),
        new CostStrategy(),
        new PerformanceStrategy(config.Weights ?? new PerformanceWeights()),
        new WeightedStrategy(random),
        new RoundRobinStrategy(),
        new LeastConnectionsStrategy(),
        new LeastResponseTimeStrategy(),
        new GeographicStrategy(RegionTable.LoadBuiltIn()),
        new CapabilityStrategy(),
        new PredictiveStrategy(learner),
        new AdaptiveStrategy(learner, config.Adaptive ?? new AdaptiveConfig(), config.Exploration, random),
    }.ToFrozenDictionary(strategy => strategy.Name, StringComparer.Ordinal);

    /// <summary>Their names.</summary>
    public IReadOnlyList<string> Names => _byName.Keys;

    /// <summary>Finds a strategy.</summary>
    /// <param name="name">One of <see cref="StrategyNames.All"/>.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public IRoutingStrategy this[string name] => _byName[name];
}
