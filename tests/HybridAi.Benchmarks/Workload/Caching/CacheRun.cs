using HybridAi.Benchmarks.Workload.World;

namespace HybridAi.Benchmarks.Workload.Caching;

/// <summary>The runs that show what the cache is worth.</summary>
/// <param name="Results">By seed.</param>
/// <param name="Others">What the cache does with other popularities, with the first seed alone.</param>
internal sealed record CacheRun(IReadOnlyList<CacheResult> Results, IReadOnlyList<(Popularity Popularity, Score Score)> Others)
{
    public static CacheRun All(IEnumerable<long> seeds, CancellationToken stop)
    {
        long[] all = [.. seeds];
        var scores = all.Select(_ => new (Score Without, Score With)[CacheResult.Pairs.Count]).ToArray();
        var others = (from prompts in Popularity.Counts from exponent in Popularity.Exponents select (Popularity: new Popularity("other", prompts, exponent), Score: (Score)null!)).ToArray();
        // The longest ones begin first.
        var runs = new List<Action>();
        foreach (var popularity in CacheResult.Pairs.Select(pair => pair.Popularity).Distinct())
        {
            for (var i = 0; i < all.Length; i++)
            {
                var (seed, into) = (all[i], scores[i]);
                runs.Add(() => Compare(seed, popularity, into));
            }
        }

        for (var i = 0; i < others.Length; i++)
        {
            var number = i;
            runs.Add(() => others[number].Score = Simulation.Run(World(all[0], others[number].Popularity), Contender.Cached[0].With));
        }

        Parallel.ForEach(runs, new ParallelOptions { CancellationToken = stop }, run => run());
        return new CacheRun([.. all.Select((seed, i) => new CacheResult { Seed = seed, Scores = scores[i] })], others);
    }

    private static void Compare(long seed, Popularity popularity, (Score Without, Score With)[] into)
    {
        var world = World(seed, popularity);
        foreach (var (number, pair) in CacheResult.Pairs.Index())
        {
            if (pair.Popularity == popularity)
                into[number] = (Simulation.Run(world, pair.Without), Simulation.Run(world, pair.With));
        }
    }

    private static SimulatedWorld World(long seed, Popularity popularity) => SimulatedWorld.OfPrompts(seed, CacheResult.Length, popularity);
}
