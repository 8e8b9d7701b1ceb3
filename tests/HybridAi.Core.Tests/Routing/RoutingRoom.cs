using HybridAi.Core.Catalog;
using HybridAi.Core.Costs;
using HybridAi.Core.Metrics;
using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Learning;
using HybridAi.Core.Routing.Live;
using HybridAi.Core.Routing.PromptCache;
using HybridAi.Core.Tests.Metrics;

namespace HybridAi.Core.Tests.Routing;

/// <summary>A router over deployments whose past the test makes up.</summary>
internal sealed class RoutingRoom
{
    private readonly Dictionary<string, Deployment> _deployments = [];

    public ManualClock Clock { get; } = new();

    public DeploymentStates States { get; }

    public Learner Learner { get; }

    public PromptCacheMap PromptCache { get; }

    public FakeHealth Health { get; } = new();

    public RoutingRoom()
    {
        States = new DeploymentStates(Clock);
        Learner = new Learner(Clock);
        PromptCache = new PromptCacheMap(Clock);
    }

    public Deployment[] All => [.. _deployments.Values];

    public Deployment this[string name] => _deployments[name];

    /// <summary>Adds a deployment by the name of its provider.</summary>
    public Deployment Add(
        string name, decimal? input = null, decimal? output = null, double weight = 1, string? region = null, double? quality = null, CatalogModel? catalog = null, int? concurrent = null, decimal? cachedInput = null)
    {
        var prices = input is null ? PriceSchedule.Unknown : new PriceSchedule([new ModelPrice { Input = input, Output = output ?? input, CachedInput = cachedInput }]);
        return _deployments[name] = new Deployment
        {
            Provider = name, Model = "m", Prices = prices, Weight = weight, Region = region, Quality = quality, CatalogModel = catalog, Limits = new DeploymentLimits(Concurrent: concurrent),
        };
    }

    /// <summary>Attempts that succeeded. The last one comes late enough for the figures to be computed anew.</summary>
    public void Succeed(string name, double milliseconds, int times = 1, double? firstContent = null, long? output = null)
    {
        for (var i = 1; i <= times; i++)
        {
            if (i == times)
                Clock.Advance(TimeSpan.FromMilliseconds(300));
            States.Began(this[name]);
            States.Ended(new AttemptOutcome(
                this[name], TimeSpan.FromMilliseconds(milliseconds), firstContent is { } first ? TimeSpan.FromMilliseconds(first) : null, null, 0,
                output is { } tokens ? new TokenUsage { Output = tokens } : null));
        }
    }

    /// <summary>Attempts that failed.</summary>
    public void Fail(string name, FailureCause cause, int times = 1, double milliseconds = 5)
    {
        for (var i = 0; i < times; i++)
        {
            States.Began(this[name]);
            States.Ended(new AttemptOutcome(this[name], TimeSpan.FromMilliseconds(milliseconds), null, cause, 0, null));
        }
    }

    public Router Router(RouterConfig? config = null, long seed = 1)
    {
        config ??= new RouterConfig(Exploration: 0);
        var random = new RandomSource(seed);
        return new Router(new StrategySet(config, random, Learner), States, [Health], PromptCache, config, random, Clock);
    }

    public RouteRequest Request(int input = 100, int? most = null, bool streamed = false, RequestNeeds needs = RequestNeeds.None, string? region = null, PrefixMark[]? prefix = null) => new()
    {
        Model = "m", At = Clock.GetUtcNow(), InputTokens = input, MostOutputTokens = most, Streamed = streamed, Needs = needs, Region = region, Prefix = prefix,
    };

    /// <summary>The providers in the order that a strategy gives them.</summary>
    public string Order(string strategy, RouteRequest? request = null) => Names(Router().Plan(request ?? Request(), All, strategy));

    public static string Names(RoutePlan plan) => string.Join(' ', plan.Deployments.Select(deployment => deployment.Provider));

    /// <summary>Keeps from use what the test says.</summary>
    internal sealed class FakeHealth : IDeploymentHealth
    {
        public HashSet<string> Ill { get; } = [];

        public bool IsAvailable(Deployment deployment) => !Ill.Contains(deployment.Provider);
    }
}
