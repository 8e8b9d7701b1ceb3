using HybridAi.Benchmarks.Workload.World;

namespace HybridAi.Benchmarks.Workload.Learning;

/// <summary>The runs that show what learning is worth, beside those of the usual worlds.</summary>
internal static class LearningRun
{
    private const string Own = "requests that `predictive` chose for, an hour";
    private const string Equal = "equal weights, an hour";
    private static readonly string OverDays = $"equal weights, {LearningResult.Days} days";

    private static readonly ChangeKind[] Kinds = Enum.GetValues<ChangeKind>();

    /// <summary>Runs all that is needed for some seeds.</summary>
    /// <param name="usual">What all contenders made of the usual world of each seed.</param>
    /// <param name="stop">Ends it.</param>
    public static LearningResult[] All(IReadOnlyList<WorkloadResult> usual, CancellationToken stop)
    {
        var results = usual.Select(result => new Draft(result)).ToArray();
        var runs = results.SelectMany(draft => draft.Runs()).ToArray();
        Parallel.ForEach(runs, new ParallelOptions { CancellationToken = stop }, run => run());
        return [.. results.Select(draft => draft.Finish())];
    }

    private sealed class Draft
    {
        private readonly WorkloadResult _usual;
        private readonly int _best;
        private readonly SimulatedWorld[] _worlds;
        private readonly Score[][] _scores = [.. Kinds.Select(_ => new Score[Contender.Choosing.Count])];
        private readonly ForecastTrial[] _trials = new ForecastTrial[3];

        public Draft(WorkloadResult usual)
        {
            _usual = usual;
            // What the oracle sends most to: nothing that happens to others matters as much.
            var shares = usual[Contender.Oracle].Shares;
            _best = shares.Index().MaxBy(pair => pair.Item).Index;
            var world = new SimulatedWorld(usual.World.Seed, LearningResult.ChangedWorld) { Outage = Outage.None };
            _worlds = [.. Kinds.Select(kind => world.With(new Change(kind, _best, LearningResult.ChangedFrom)))];
        }

        public IEnumerable<Action> Runs()
        {
            var predictive = Contender.Choosing.First(contender => contender.Strategy == "predictive");
            yield return () => _trials[0] = Simulation.Try(_usual.World, predictive);
            yield return () => _trials[1] = Simulation.Try(_usual.World, Contender.EqualWeights);
            yield return () => _trials[2] = Simulation.Try(SimulatedWorld.OverDays(_usual.World.Seed, LearningResult.Days), Contender.EqualWeights);
            foreach (var (kind, world) in _worlds.Index())
            {
                foreach (var (number, contender) in Contender.Choosing.Index())
                    yield return () => _scores[kind][number] = Simulation.Run(world, contender);
            }
        }

        public LearningResult Finish() => new()
        {
            Seed = _usual.World.Seed,
            Usual = [.. Contender.Choosing.Select(contender => _usual[contender])],
            Changed = Kinds.Index().ToDictionary(pair => pair.Item, pair => (IReadOnlyList<Score>)_scores[pair.Index]),
            Trials = [(Own, _trials[0]), (Equal, _trials[1]), (OverDays, _trials[2])],
            Best = _best,
        };
    }
}
