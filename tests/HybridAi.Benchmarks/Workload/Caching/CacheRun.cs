using HybridAi.Benchmarks.Workload.World;

namespace HybridAi.Benchmarks.Workload.Caching;

/// <summary>The runs that show what the cache is worth.</summary>
/// <param name="Results">By seed.</param>
/// <param name="Others">The share of all requests that it answers with other popularities, with the first seed alone.</param>
internal sealed record CacheRun(IReadOnlyList<CacheResult> Results, IReadOnlyDictionary<(int Prompts, double Exponent), double> Others)
{
    public static readonly IReadOnlyList<double> Exponents = [0.64, CacheWorld.Zipf.Popularity.Exponent, 0.99];

    public static readonly IReadOnlyList<int> Counts = [1_000, CacheWorld.Zipf.Popularity.Prompts, 100_000];

    public static CacheRun All(IEnumerable<long> seeds, CancellationToken stop)
    {
        var compared = (from seed in seeds from world in CacheWorld.All select (Seed: seed, World: world)).ToArray();
        var others = (from prompts in Counts from exponent in Exponents select (prompts, exponent)).ToArray();
        var (scores, rates) = (new (Score Without, Score With)[compared.Length], new double[others.Length]);
        Parallel.For(0, scores.Length + rates.Length, new ParallelOptions { CancellationToken = stop }, i =>
        {
            if (i < scores.Length)
                scores[i] = Compare(compared[i].World.Make(compared[i].Seed));
            else
                rates[i - scores.Length] = HitRate(compared[0].Seed, others[i - scores.Length]);
        });
        var bySeed = compared.Zip(scores).GroupBy(pair => pair.First.Seed);
        return new CacheRun(
            [.. bySeed.Select(group => new CacheResult { Seed = group.Key, Scores = group.ToDictionary(pair => pair.First.World, pair => pair.Second) })],
            others.Zip(rates).ToDictionary(pair => pair.First, pair => pair.Second));
    }

    private static (Score Without, Score With) Compare(SimulatedWorld world) => (Simulation.Run(world, Contender.Recommended), Simulation.Run(world, Contender.Cached));

    private static double HitRate(long seed, (int Prompts, double Exponent) popularity) =>
        CacheResult.HitRate(Simulation.Run((CacheWorld.Zipf with { Popularity = new Popularity(popularity.Prompts, popularity.Exponent) }).Make(seed), Contender.Cached));
}
