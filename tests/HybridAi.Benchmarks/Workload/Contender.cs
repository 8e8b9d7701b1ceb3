using HybridAi.Core.Resilience.Hedging;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Strategies;
using HybridAi.Node.Settings;

namespace HybridAi.Benchmarks.Workload;

/// <summary>A row of the table: a way to choose providers.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Strategy">The product's strategy.</param>
/// <param name="Config">How its router is configured.</param>
/// <param name="Only">The number of the one provider that it may use; null: all of them.</param>
/// <param name="Hedging">How late attempts are hedged; null: they are not.</param>
/// <param name="Caching">The answer cache in front of it; null: there is none.</param>
/// <param name="Knows">Whether it goes by what providers are really like: see <see cref="Workload.Oracle"/>.</param>
internal sealed record Contender(string Name, string Strategy, RouterConfig Config, int? Only = null, HedgingOptions? Hedging = null, CacheOptions? Caching = null, bool Knows = false)
{
    /// <summary>What the others are compared with: all providers alike, with the same breakers, retries and fallback.</summary>
    public static readonly Contender EqualWeights = new("equal weights", "weighted", new RouterConfig());

    /// <summary>What is recommended. Found by trying on one seed; see <see cref="WorkloadOptions.TunedSeed"/>.</summary>
    public static readonly Contender Recommended = new(
        "**HybridAi**", "performance", new RouterConfig(Weights: new PerformanceWeights(Latency: 0.03, Errors: 0.05, Cost: 0.28, Quality: 1)));

    /// <summary>What no router can be.</summary>
    public static readonly Contender Oracle = new("oracle", StrategyNames.Ordered, new RouterConfig(), Knows: true);

    /// <summary>Rows with hedging at its defaults, each with the same row without.</summary>
    public static readonly IReadOnlyList<(Contender Without, Contender With)> Hedged = [.. new[] { Recommended, EqualWeights }.Select(
        contender => (contender, contender with { Name = $"{contender.Name}, hedged", Hedging = new HedgingOptions { Enabled = true } }))];

    /// <summary>The same with the answer cache at its defaults. In the usual worlds nobody asks the same twice, so it is compared in worlds of its own.</summary>
    public static readonly Contender Cached = Recommended with { Name = $"{Recommended.Name}, cached", Caching = new CacheOptions() };

    /// <summary>All rows of the usual worlds.</summary>
    public static readonly IReadOnlyList<Contender> All =
    [
        Recommended,
        EqualWeights,
        .. Hedged.Select(pair => pair.With),
        .. StrategyNames.All.Where(name => name != EqualWeights.Strategy).Select(name => new Contender(name, name, new RouterConfig())),
        Oracle,
        .. World.ProviderProfile.All.Select((profile, number) => new Contender($"only {profile.Provider}", StrategyNames.Ordered, new RouterConfig(), number)),
    ];

    /// <summary>Those that choose among all providers and ask one at a time.</summary>
    public static readonly IReadOnlyList<Contender> Choosing = [.. All.Where(contender => contender is { Only: null, Hedging: null })];

    /// <summary>The one that learns.</summary>
    public static readonly Contender Adaptive = Choosing.First(contender => contender.Strategy == "adaptive");
}
