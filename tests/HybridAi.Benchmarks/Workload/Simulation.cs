using HybridAi.Benchmarks.Workload.World;
using HybridAi.Core.Metrics;
using HybridAi.Core.Resilience;
using HybridAi.Core.Resilience.Hedging;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Live;
using HybridAi.Core.Routing.PromptCache;

namespace HybridAi.Benchmarks.Workload;

/// <summary>
/// One contender in one world: the product's router, live statistics, breakers and retry policy, on a clock that jumps from event to event. Only providers and callers are made up.
/// </summary>
internal sealed class Simulation
{
    private readonly Contender _contender;
    private readonly DeploymentStates _states;

    private Simulation(SimulatedWorld world, Contender contender)
    {
        _contender = contender;
        Time = new VirtualTime(SimulatedWorld.Start);
        _states = new DeploymentStates(Time);
        Breakers = new Breakers(new BreakerOptions(), Time);
        Retries = new RetryPolicy(new RetryOptions(), new Random((int)world.Seed));
        var random = new RandomSource((long)(long.MaxValue * new Dice(world.Seed, Draw.Router).Next()));
        Router = new Router(
            new StrategySet(contender.Config, random), _states, [Breakers], new PromptCacheMap(Time), contender.Config, random, Time);
        Providers = [.. world.Deployments.Select((_, number) => new SimulatedProvider(world, number))];
        Candidates = contender.Only is { } only ? [world.Deployments[only]] : world.Deployments;
        Number = world.Deployments.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        Hedging = contender.Hedging is { } hedging ? (new HedgeDelays(hedging, Time), new HedgeSpending(hedging, Time)) : null;
        FollowsPrefix = Router.WantsPrefix(contender.Strategy);
    }

    public VirtualTime Time { get; }

    public Router Router { get; }

    public Breakers Breakers { get; }

    public RetryPolicy Retries { get; }

    public Deployment[] Candidates { get; }

    public SimulatedProvider[] Providers { get; }

    /// <summary>The number of each deployment's provider.</summary>
    public IReadOnlyDictionary<Deployment, int> Number { get; }

    /// <summary>When attempts are late, and how many of them may be hedged; null: none is.</summary>
    public (HedgeDelays Delays, HedgeSpending Spending)? Hedging { get; }

    public string Strategy => _contender.Strategy;

    public bool FollowsPrefix { get; }

    /// <summary>Whatever has ended so far.</summary>
    public List<Outcome> Outcomes { get; } = [];

    public void Began(Deployment deployment) => _states.Began(deployment);

    public void Ended(in AttemptOutcome outcome)
    {
        _states.Ended(outcome);
        Hedging?.Delays.Ended(outcome);
    }

    /// <summary>Lets a contender serve all requests of a world.</summary>
    public static Score Run(SimulatedWorld world, Contender contender)
    {
        var simulation = new Simulation(world, contender);
        foreach (var arrival in world.Arrivals)
            simulation.Time.Schedule(arrival.At, new RequestRun(simulation, arrival).Begin);
        simulation.Time.Run();
        return Score.Of(simulation.Outcomes, simulation.Providers);
    }
}
