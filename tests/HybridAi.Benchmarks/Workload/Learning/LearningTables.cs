using System.Globalization;
using HybridAi.Benchmarks.Reporting;
using HybridAi.Benchmarks.Suite;
using HybridAi.Benchmarks.Workload.World;

namespace HybridAi.Benchmarks.Workload.Learning;

/// <summary>What learning is worth, in tables.</summary>
internal sealed class LearningTables(IReadOnlyList<LearningResult> results)
{
    public const string Explanation = """
        - **Reward** is quality − 10 · US dollars − 0.01 · seconds of waiting, the defaults of `adaptive`: of the true quality, of the costs of all attempts, of the wait for the answer (of a stream: for its beginning and a
          quarter of the whole). Requests without an answer have no quality. The *oracle* knows each provider's true speed at the moment, load, quality for the task, price, outage and the length of the answer in advance, but not the luck of the
          draw. *Lead* is the way from equal weights (0 %) to the oracle (100 %). All are measured after request 5,000; regret is what was missed of the oracle's reward within the first 5,000.
        - **A change** comes with request 6,000 in worlds of half an hour without an outage, at the provider that the oracle uses most: a filter withholds half of its answers; it becomes eight times as dear (and the operator enters the new
          price); it becomes eight times as slow. Recovered: the number of requests until the mean reward over 50 of them is within a tenth of the oracle's over the same again.
        - **Forecasts** are made before each attempt and compared with what came (progressive validation), each time with nothing but what was known then. Against them, the best of three moving averages of each deployment (half-lives of 30 s, 5 min and 1 h), chosen with
          hindsight for each figure. Mean absolute error of the logarithm of seconds (0.3: off by about 35 %), Brier score of the probability that the attempt fails. In worlds of four days the busy hours come again.
        - Four of five applications say what their requests are for (the option `task`), one does not.

        """;

    private static readonly ChangeKind[] Kinds = Enum.GetValues<ChangeKind>();

    public MarkdownTable Goals() =>
        GoalTable.Of(results.Select(result => (result.Seed, new[] { ProviderProfile.All[result.Best].Provider }, result.Goals)), "changes");

    public MarkdownTable StrategyTable()
    {
        var table = new MarkdownTable(["", "of the oracle's reward", "lead", "regret in 5,000", "explored", .. Kinds.Select(kind => $"recovered from {Text($"{kind}").ToLowerInvariant()}")]);
        foreach (var contender in Contender.Choosing)
        {
            table.Row(
            [
                contender.Name,
                Text($"{Median(result => result.ShareOfOracle(contender)):0.0 %}"),
                Text($"{Median(result => result.ShareOfLead(contender)):0 %}"),
                Text($"{Median(result => result.Regret(contender)):0}"),
                Text($"{Median(result => result.Explored(contender)):0.0 %}"),
                .. Kinds.Select(kind => Recovery(kind, contender)),
            ]);
        }

        return table;
    }

    public MarkdownTable ForecastTable()
    {
        var table = new MarkdownTable("seed", "chosen by", "whole", "average", "first content", "average", "failure", "average");
        foreach (var result in results)
        {
            foreach (var (where, trial) in result.Trials)
            {
                table.Row(
                    Text($"{result.Seed}"), where,
                    Text($"{trial.Own.Whole:0.000}"), Text($"{trial.BestAverage(errors => errors.Whole):0.000}"),
                    Text($"{trial.Own.First:0.000}"), Text($"{trial.BestAverage(errors => errors.First):0.000}"),
                    Text($"{trial.Own.Brier:0.0000}"), Text($"{trial.BestAverage(errors => errors.Brier):0.0000}"));
            }
        }

        return table;
    }

    private string Recovery(ChangeKind kind, Contender contender)
    {
        var known = results.Select(result => result.UntilRecovered(kind, contender)).OfType<int>().Order().ToArray();
        var never = results.Count - known.Length;
        return never == 0 ? Text($"{known[known.Length / 2]} (at most {known[^1]})") : known.Length == 0 ? "never" : Text($"{known[known.Length / 2]}, {never} of {results.Count} never");
    }

    private double Median(Func<LearningResult, double> figure) => Spread.Of(results.Select(figure)).Median;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
