using System.Globalization;
using HybridAi.Benchmarks.Workload.World;

namespace HybridAi.Benchmarks.Workload;

/// <summary>What all contenders made of one world, in the order of <see cref="Contender.All"/>.</summary>
internal sealed class WorkloadResult(SimulatedWorld world, Score[] scores)
{
    private const double LeastSavings = 0.30;
    private const double LeastSpeedUp = 0.20;
    private const double LeastSuccess = 0.999;

    public SimulatedWorld World => world;

    public Score this[Contender contender] => scores[Contender.All.Index().First(pair => pair.Item == contender).Index];

    /// <summary>The recommended setting against equal weights and all the others.</summary>
    public IReadOnlyList<Goal> Goals => field ??= Compare();

    private Goal[] Compare()
    {
        var (own, equal) = (this[Contender.Recommended], this[Contender.EqualWeights]);
        var (cost, p95) = ((own.CostPerThousand / equal.CostPerThousand) - 1, (own.P95 / equal.P95) - 1);
        string[] better = [.. Contender.All.Where(contender => contender is { Hedging: null, Knows: false } && this[contender].Beats(own)).Select(contender => contender.Name)];
        return
        [
            new("cost", Text($"{cost:+0.0 %;−0.0 %}"), Text($"−{LeastSavings:0 %}"), cost <= -LeastSavings),
            new("P95", Text($"{p95:+0.0 %;−0.0 %}"), Text($"−{LeastSpeedUp:0 %}"), p95 <= -LeastSpeedUp),
            new("quality", Text($"{own.Quality - equal.Quality:+0.0000;−0.0000}"), "0", own.Quality >= equal.Quality),
            new("success", Text($"{own.Success:0.000 %}"), Text($"{LeastSuccess:0.0 %}"), own.Success >= LeastSuccess),
            new("better in everything", better.Length == 0 ? "none" : string.Join(", ", better), "none", better.Length == 0),
        ];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
