using System.Globalization;
using HybridAi.Benchmarks.Workload.World;

namespace HybridAi.Benchmarks.Workload.Learning;

/// <summary>What learning is worth with one seed.</summary>
internal sealed class LearningResult
{
    /// <summary>After so many requests it has to have learned.</summary>
    public const int Learned = 5000;

    /// <summary>From this request on the best provider is another.</summary>
    public const int ChangedFrom = 6000;

    public static readonly TimeSpan ChangedWorld = TimeSpan.FromMinutes(30);

    public const int Days = 4;

    private const double LeastOfOracle = 0.9;
    private const int MostUntilRecovered = 500;
    private const int Window = 50;

    public required long Seed { get; init; }

    /// <summary>The rewards of <see cref="Contender.Choosing"/> in the usual world.</summary>
    public required IReadOnlyList<Score> Usual { get; init; }

    /// <summary>The same in the worlds that change.</summary>
    public required IReadOnlyDictionary<ChangeKind, IReadOnlyList<Score>> Changed { get; init; }

    /// <summary>The forecasts, by what chose, and where.</summary>
    public required IReadOnlyList<(string Where, ForecastTrial Trial)> Trials { get; init; }

    /// <summary>The provider that changes.</summary>
    public required int Best { get; init; }

    private IReadOnlyList<double> OracleRewards => Usual[IndexOf(Contender.Oracle)].Rewards;

    /// <summary>The reward after learning as a share of the oracle's.</summary>
    public double ShareOfOracle(Contender contender) => Usual[IndexOf(contender)].Rewards.Skip(Learned).Sum() / OracleRewards.Skip(Learned).Sum();

    /// <summary>How much of the way from equal weights to the oracle it has gone after learning.</summary>
    public double ShareOfLead(Contender contender)
    {
        var equal = ShareOfOracle(Contender.EqualWeights);
        return (ShareOfOracle(contender) - equal) / (1 - equal);
    }

    /// <summary>What it missed of the oracle's reward within the first requests.</summary>
    public double Regret(Contender contender) => OracleRewards.Take(Learned).Sum() - Usual[IndexOf(contender)].Rewards.Take(Learned).Sum();

    /// <summary>The share of requests that tried something out.</summary>
    public double Explored(Contender contender) => Usual[IndexOf(contender)] is var score ? (double)score.Explored / score.Requests : 0;

    /// <summary>How many requests after a change its mean reward over 50 of them is within a tenth of the oracle's again; null: never.</summary>
    public int? UntilRecovered(ChangeKind kind, Contender contender)
    {
        var (own, oracle) = (Changed[kind][IndexOf(contender)].Rewards, Changed[kind][IndexOf(Contender.Oracle)].Rewards);
        for (var end = ChangedFrom + Window; end <= own.Count; end++)
        {
            if (SumOf(own, end) >= LeastOfOracle * SumOf(oracle, end))
                return end - ChangedFrom;
        }

        return null;
    }

    /// <summary>The reward from so many requests after a change on, as a share of the oracle's.</summary>
    public double ShareAfter(ChangeKind kind, Contender contender)
    {
        var from = ChangedFrom + MostUntilRecovered;
        return Changed[kind][IndexOf(contender)].Rewards.Skip(from).Sum() / Changed[kind][IndexOf(Contender.Oracle)].Rewards.Skip(from).Sum();
    }

    /// <summary>What the learning strategies have to reach.</summary>
    public IReadOnlyList<Goal> Goals => field ??= Compare();

    public static int IndexOf(Contender contender) => Contender.Choosing.Index().First(pair => pair.Item == contender).Index;

    private Goal[] Compare()
    {
        var share = ShareOfOracle(Contender.Adaptive);
        var goals = new List<Goal> { new("of the oracle's reward", Text($"{share:0.0 %}"), Text($"{LeastOfOracle:0 %}"), share >= LeastOfOracle) };
        foreach (var kind in Enum.GetValues<ChangeKind>())
        {
            var recovered = UntilRecovered(kind, Contender.Adaptive);
            var after = ShareAfter(kind, Contender.Adaptive);
            goals.Add(new(
                Text($"recovered: {kind}").ToLowerInvariant(), Text($"{recovered} ({after:0.0 %} from then on)"), Text($"{MostUntilRecovered}"),
                recovered <= MostUntilRecovered && after >= LeastOfOracle));
        }

        var explored = Explored(Contender.Adaptive);
        goals.Add(new("explored", Text($"{explored:0.0 %}"), Text($"{Contender.Adaptive.Config.Exploration:0 %}"), explored <= Contender.Adaptive.Config.Exploration));
        var worse = Trials.Where(pair => !Beats(pair.Trial)).Select(pair => pair.Where).ToArray();
        goals.Add(new("forecasts beat averages", worse.Length == 0 ? "all" : "not " + string.Join(", ", worse), "all", worse.Length == 0));
        return [.. goals];
    }

    private static bool Beats(ForecastTrial trial) => trial.Own.Whole < trial.BestAverage(errors => errors.Whole)
        && trial.Own.First < trial.BestAverage(errors => errors.First) && trial.Own.Brier < trial.BestAverage(errors => errors.Brier);

    private static double SumOf(IReadOnlyList<double> rewards, int end)
    {
        var sum = 0.0;
        for (var i = end - Window; i < end; i++)
            sum += rewards[i];
        return sum;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
