using BenchmarkDotNet.Attributes;
using HybridAi.Core.Costs;
using HybridAi.Core.Metrics;
using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Learning;
using HybridAi.Core.Routing.Live;
using HybridAi.Core.Routing.PromptCache;
using HybridAi.Core.Routing.Rules;
using HybridAi.Core.Routing.Strategies;

namespace HybridAi.Benchmarks.Micro;

/// <summary>
/// One decision among 200 deployments, all of which have a past, alone and by 50 rules with conditions of every kind, half of which match; and the end of an
/// attempt, which the statistics are kept by.
/// </summary>
public class RoutingBenchmarks
{
    private const int Count = 200;
    private const int Rules = 50;

    private readonly DeploymentStates _states = new(TimeProvider.System);
    private readonly Learner _learner = new(TimeProvider.System);
    private readonly PromptCacheMap _promptCache = new(TimeProvider.System);
    private Deployment[] _deployments = [];
    private Router _router = null!;
    private RouteRequest _request = null!;
    private RuleBook _rules = null!;
    private DeploymentWatch _watch = null!;
    private RuleFacts _facts;

    /// <summary>The strategies.</summary>
    public static IEnumerable<string> Strategies => StrategyNames.All;

    [ParamsSource(nameof(Strategies))]
    public string Strategy { get; set; } = "";

    [GlobalSetup]
    public void SetUp()
    {
        _learner.Wake();
        var random = new Random(1);
        var config = new RouterConfig();
        var source = new RandomSource(1);
        _deployments = [.. Enumerable.Range(0, Count).Select(i => new Deployment
        {
            Provider = $"provider-{i}", Model = "some-model-2026", Weight = random.Next(1, 9), Region = i % 2 == 0 ? "eu-central-1" : "us-east-1", Quality = random.NextDouble(),
            Prices = new PriceSchedule([new ModelPrice { Input = random.Next(1, 20), Output = random.Next(1, 90), CachedInput = 0.1m }]),
        })];
        PrefixMark[] prefix = [.. Enumerable.Range(1, 12).Select(i => new PrefixMark((ulong)i * 7919, i * 1500))];
        _request = new RouteRequest
        {
            Model = "some-model", At = TimeProvider.System.GetUtcNow(), InputTokens = 20_000, Streamed = true, Needs = RequestNeeds.Tools, Region = "eu-west-1", Prefix = prefix,
        };
        foreach (var deployment in _deployments)
        {
            for (var i = 0; i < 40; i++)
                Attempt(deployment, random.Next(50, 5000), random.Next(20) == 0 ? FailureCause.Overload : null);
        }

        _router = new Router(new StrategySet(config, source, _learner), _states, [], _promptCache, config, source, TimeProvider.System);
        _promptCache.Remember(prefix, _deployments[77].Id);
        _rules = RuleBook.Compile([.. Enumerable.Range(0, Rules).Select(RuleOf)], _deployments, [])!;
        _watch = new DeploymentWatch(_states, [], TimeProvider.System);
        _facts = new RuleFacts { Model = "some-model", Task = "code", Tags = ["batch", "blue"], EndUser = "ann", InputTokens = 20_000, At = _request.At };
    }

    [Benchmark]
    public RoutePlan Decide() => _router.Plan(_request, _deployments, Strategy);

    [Benchmark]
    public RoutePlan DecideByRules()
    {
        var verdict = _rules.Judge(_facts, _watch);
        return _router.Plan(_request, verdict.Allowed(_deployments), Strategy, verdict);
    }

    [Benchmark]
    public void BeginAndEnd() => Attempt(_deployments[3], 700, null);

    // Every second one matches; all of them have something to look at.
    private static RoutingRule RuleOf(int number) => new()
    {
        Name = $"rule-{number}",
        When = new RuleConditions
        {
            Models = ["some-*", "another"],
            Tasks = number % 2 == 0 ? ["code", "chat"] : ["chat"],
            Tags = ["batch"],
            Tokens = new TokenRange(AtLeast: 1000),
            Time = new RuleHours { TimeZone = "Europe/Berlin" },
            State = number % 10 == 0 ? new RuleState { Of = new DeploymentSelection { Providers = ["provider-1*"] }, ErrorRateAtLeast = 0.0001 } : null,
        },
        Then = (number % 8) switch
        {
            0 => new RuleActions { Require = new DeploymentSelection { Regions = ["eu-*", "us-*"] } },
            2 => new RuleActions { Avoid = new DeploymentSelection { Providers = [$"provider-{number}"] } },
            4 => new RuleActions { Split = [new SplitShare(50, new DeploymentSelection { Regions = ["eu-*"] }), new SplitShare(50, new DeploymentSelection { Regions = ["us-*"] })] },
            _ => new RuleActions { Prefer = new DeploymentSelection { Providers = [$"provider-{number}*"] } },
        },
    };

    private void Attempt(Deployment deployment, double milliseconds, FailureCause? failure)
    {
        _states.Began(deployment);
        var outcome = new AttemptOutcome(
            deployment, TimeSpan.FromMilliseconds(milliseconds), TimeSpan.FromMilliseconds(milliseconds / 4), failure, 0, new TokenUsage { Input = 100, Output = 200 }) { Request = _request };
        _states.Ended(outcome);
        _learner.Ended(outcome);
    }
}
