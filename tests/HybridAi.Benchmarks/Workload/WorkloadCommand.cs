using HybridAi.Benchmarks.CommandLine;
using HybridAi.Benchmarks.Reporting;
using HybridAi.Benchmarks.Workload.Caching;
using HybridAi.Benchmarks.Workload.Learning;
using HybridAi.Benchmarks.Workload.World;

namespace HybridAi.Benchmarks.Workload;

/// <summary>What the choice of providers, learning and caching are worth: all strategies and all single providers in the same simulated worlds.</summary>
internal static class WorkloadCommand
{
    private const string Section = "workload";

    public static int Run(Arguments arguments, CancellationToken stop)
    {
        if (arguments.Switch("help"))
        {
            Console.WriteLine(WorkloadOptions.Help);
            return 0;
        }

        var options = WorkloadOptions.From(arguments);
        var results = Simulate(options, stop);
        var learning = LearningRun.All(results, stop);
        var caching = CacheRun.All(options.AllSeeds, stop);
        var report = new WorkloadReport(options, results, learning, caching).Write();
        Console.WriteLine(report);
        if (options.Write is { } file)
            ResultsFile.Write(file, report, Section);
        IEnumerable<IReadOnlyList<Goal>> goals = [.. results.Select(result => result.Goals), .. learning.Select(result => result.Goals), .. caching.Results.Select(result => result.Goals)];
        return goals.All(some => some.All(goal => goal.Met)) ? 0 : 1;
    }

    // Each run is a world of its own on one thread, so that the order in which they end changes nothing.
    private static WorkloadResult[] Simulate(WorkloadOptions options, CancellationToken stop)
    {
        SimulatedWorld[] worlds = [.. options.AllSeeds.Select(seed => new SimulatedWorld(seed, TimeSpan.FromMinutes(options.Minutes)))];
        var contenders = Contender.All;
        var scores = new Score[worlds.Length * contenders.Count];
        Parallel.For(
            0, scores.Length, new ParallelOptions { CancellationToken = stop }, i => scores[i] = Simulation.Run(worlds[i / contenders.Count], contenders[i % contenders.Count]));
        return [.. worlds.Select((world, i) => new WorkloadResult(world, scores[(i * contenders.Count)..((i + 1) * contenders.Count)]))];
    }
}
