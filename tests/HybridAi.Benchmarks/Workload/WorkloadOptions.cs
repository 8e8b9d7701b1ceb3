using HybridAi.Benchmarks.CommandLine;

namespace HybridAi.Benchmarks.Workload;

/// <summary>What <c>./bench.sh workload</c> can be told.</summary>
/// <param name="Seeds">How many seeds.</param>
/// <param name="Minutes">How long requests arrive.</param>
/// <param name="Write">The file to write the tables into, or null.</param>
internal sealed record WorkloadOptions(int Seeds, int Minutes, string? Write)
{
    public const string Help = """
        ./bench.sh workload [--option value ...]     what choosing among providers, learning and caching are worth: a simulation, the same on each run

          --seeds N          so many seeds; the settings were tuned on the first (default 6)
          --minutes N        simulated minutes of traffic (default 60); what is learned and what is cached has lengths of its own
          --write FILE       put the tables into the marked section of FILE
        """;

    /// <summary>The seed that the recommended setting was found with. The others were never tuned on.</summary>
    public const long TunedSeed = 1;

    // 2 to 6 were looked at while the strategies were improved, 101 to 105 while learning was, so they prove nothing any more.
    private const long FirstUnseenSeed = 201;

    public IEnumerable<long> AllSeeds => Enumerable.Range(0, Seeds).Select(i => i == 0 ? TunedSeed : FirstUnseenSeed + i - 1);

    public static WorkloadOptions From(Arguments arguments)
    {
        var options = new WorkloadOptions(arguments.Whole("seeds", 6, 1, 1000), arguments.Whole("minutes", 60, 10, 1440), arguments.OptionalText("write"));
        arguments.EnsureAllUsed();
        return options;
    }
}
