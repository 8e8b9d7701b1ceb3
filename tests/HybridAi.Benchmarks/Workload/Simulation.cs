using HybridAi.Benchmarks.Workload.Caching;
using HybridAi.Benchmarks.Workload.Learning;
using HybridAi.Benchmarks.Workload.World;
using HybridAi.Core.Metrics;
using HybridAi.Core.Resilience;
using HybridAi.Core.Resilience.Hedging;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Learning;
using HybridAi.Core.Routing.Live;
using HybridAi.Core.Routing.PromptCache;

namespace HybridAi.Benchmarks.Workload;

/// <summary>
/// One contender in one world: the product's router, live statistics, breakers and retry policy, on a clock that jumps from event to event. Only providers and callers are made up.
/// </summary>
internal sealed class Simulation
{
    private readonly Contender _contender;
    private readonly SimulatedWorld _world;
    private readonly DeploymentStates _states;
    private readonly Learner _learner;
    private readonly List<Task> _waiting = [];
    private int _explored;

    private Simulation(SimulatedWorld world, Contender contender, bool isTrial)
    {
        (_world, _contender) = (world, contender);
        Time = new VirtualTime(SimulatedWorld.Start);
        _states = new DeploymentStates(Time);
        _learner = new Learner(Time);
        Breakers = new Breakers(new BreakerOptions(), Time);
        Retries = new RetryPolicy(new RetryOptions(), new Random((int)world.Seed));
        var random = new RandomSource((long)(long.MaxValue * new Dice(world.Seed, Draw.Router).Next()));
        Router = new Router(
            new StrategySet(contender.Config, random, _learner), _states, [Breakers], new PromptCacheMap(Time), contender.Config, random, Time);
        Providers = [.. world.Deployments.Select((_, number) => new SimulatedProvider(world, number))];
        Number = world.Deployments.Index().ToDictionary(pair => pair.Item.Id, pair => pair.Index);
        Hedging = contender.Hedging is { } hedging ? (new HedgeDelays(hedging, Time), new HedgeSpending(hedging, Time)) : null;
        Cache = contender.Caching is { } caching ? new GatewayCache(world, caching, Time) : null;
        Trial = isTrial ? new ForecastTrial(_learner, Time) : null;
        FollowsPrefix = Router.WantsPrefix(contender.Strategy);
    }

    public VirtualTime Time { get; }

    public Router Router { get; }

    public Breakers Breakers { get; }

    public RetryPolicy Retries { get; }

    public SimulatedProvider[] Providers { get; }

    /// <summary>The number of each deployment's provider, by the deployment's id.</summary>
    public IReadOnlyDictionary<string, int> Number { get; }

    /// <summary>When attempts are late, and how many of them may be hedged; null: none is.</summary>
    public (HedgeDelays Delays, HedgeSpending Spending)? Hedging { get; }

    /// <summary>The answer cache; null: there is none.</summary>
    public GatewayCache? Cache { get; }

    /// <summary>What compares forecasts with what comes; null: nobody does.</summary>
    public ForecastTrial? Trial { get; }

    public bool FollowsPrefix { get; }

    /// <summary>Whatever has ended so far.</summary>
    public List<Outcome> Outcomes { get; } = [];

    /// <summary>Lets a contender serve all requests of a world.</summary>
    public static Score Run(SimulatedWorld world, Contender contender) => Run(new Simulation(world, contender, isTrial: false));

    /// <summary>The same, and compares forecasts with what comes.</summary>
    public static ForecastTrial Try(SimulatedWorld world, Contender contender)
    {
        var simulation = new Simulation(world, contender, isTrial: true);
        Run(simulation);
        return simulation.Trial!;
    }

    /// <summary>Plans a request.</summary>
    public Deployment[] Plan(Arrival arrival, RouteRequest request)
    {
        var deployments = _world.DeploymentsFor(arrival);
        if (_contender.Knows)
            return Oracle.Order(deployments, Providers, arrival, Time.Now);
        var plan = Router.Plan(request, _contender.Only is { } only ? [deployments[only]] : deployments, _contender.Strategy);
        _explored += plan.Reason.Contains("explor", StringComparison.Ordinal) ? 1 : 0;
        return plan.Deployments;
    }

    /// <summary>An attempt begins.</summary>
    /// <returns>How many others are under way there.</returns>
    public int Begin(Deployment deployment)
    {
        var others = _states.Find(deployment)?.InFlight ?? 0;
        _states.Began(deployment);
        return others;
    }

    /// <summary>It has ended.</summary>
    public void Ended(in AttemptOutcome outcome)
    {
        _states.Ended(outcome);
        _learner.Ended(outcome);
        Hedging?.Delays.Ended(outcome);
    }

    private static Score Run(Simulation simulation)
    {
        using var cache = simulation.Cache;
        foreach (var arrival in simulation._world.Arrivals)
            simulation.Time.Schedule(arrival.At, () => simulation.Begin(new RequestRun(simulation, arrival)));
        simulation.Time.Run();
        if (simulation._waiting.Find(task => !task.IsCompletedSuccessfully) is { } stuck)
            throw new InvalidOperationException("A request came to no end.", stuck.Exception);
        return Score.Of(simulation.Outcomes, simulation.Providers, simulation._explored) with { CachedBytes = cache?.Bytes ?? 0, Evicted = cache?.Evictions ?? 0 };
    }

    private void Begin(RequestRun request)
    {
        var run = request.BeginAsync();
        if (!run.IsCompletedSuccessfully)
            _waiting.Add(run);
    }
}
