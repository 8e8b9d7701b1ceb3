using BenchmarkDotNet.Attributes;
using HybridAi.Core.Costs;
using HybridAi.Core.Metrics;
using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Live;
using HybridAi.Core.Routing.PromptCache;
using HybridAi.Core.Routing.Strategies;

namespace HybridAi.Benchmarks.Micro;

/// <summary>One decision among 200 deployments, all of which have a past, and the end of an attempt, which the statistics are kept by.</summary>
public class RoutingBenchmarks
{
    private const int Count = 200;

    private readonly DeploymentStates _states = new(TimeProvider.System);
    private readonly PromptCacheMap _promptCache = new(TimeProvider.System);
    private Deployment[] _deployments = [];
    private Router _router = null!;
    private RouteRequest _request = null!;

    /// <summary>The strategies.</summary>
    public static IEnumerable<string> Strategies => StrategyNames.All;

    [ParamsSource(nameof(Strategies))]
    public string Strategy { get; set; } = "";

    [GlobalSetup]
    public void SetUp()
    {
        var random = new Random(1);
        var config = new RouterConfig();
        var source = new RandomSource(1);
        _deployments = [.. Enumerable.Range(0, Count).Select(i => new Deployment
        {
            Provider = $"provider-{i}", Model = "some-model-2026", Weight = random.Next(1, 9), Region = i % 2 == 0 ? "eu-central-1" : "us-east-1", Quality = random.NextDouble(),
            Prices = new PriceSchedule([new ModelPrice { Input = random.Next(1, 20), Output = random.Next(1, 90), CachedInput = 0.1m }]),
        })];
        foreach (var deployment in _deployments)
        {
            for (var i = 0; i < 40; i++)
                Attempt(deployment, random.Next(50, 5000), random.Next(20) == 0 ? FailureCause.Overload : null);
        }

        _router = new Router(new StrategySet(config, source), _states, [], _promptCache, config, source, TimeProvider.System);
        PrefixMark[] prefix = [.. Enumerable.Range(1, 12).Select(i => new PrefixMark((ulong)i * 7919, i * 1500))];
        _promptCache.Remember(prefix, _deployments[77].Id);
        _request = new RouteRequest
        {
            Model = "some-model", At = TimeProvider.System.GetUtcNow(), InputTokens = 20_000, Streamed = true, Needs = RequestNeeds.Tools, Region = "eu-west-1", Prefix = prefix,
        };
    }

    [Benchmark]
    public RoutePlan Decide() => _router.Plan(_request, _deployments, Strategy);

    [Benchmark]
    public void BeginAndEnd() => Attempt(_deployments[3], 700, null);

    private void Attempt(Deployment deployment, double milliseconds, FailureCause? failure)
    {
        _states.Began(deployment);
        _states.Ended(new AttemptOutcome(
            deployment, TimeSpan.FromMilliseconds(milliseconds), TimeSpan.FromMilliseconds(milliseconds / 4), failure, 0, new TokenUsage { Input = 100, Output = 200 }));
    }
}
