using System.Globalization;
using HybridAi.Benchmarks.CommandLine;
using HybridAi.Benchmarks.Reporting;
using HybridAi.Core.Caching.Semantic;

namespace HybridAi.Benchmarks.Semantic;

/// <summary>How well the built-in embedder and the guard tell paraphrases from look-alikes.</summary>
internal static class SemanticCommand
{
    private const string Section = "semantic";

    private const string Usage = """
        ./bench.sh semantic [--option value ...]     precision and recall of the semantic cache on labelled pairs of prompts

          --write FILE      put the tables into the marked section of FILE
          --mistakes T      name the look-alikes of the tuning half that are taken for the same at threshold T, and what the guard refuses wrongly
          --sweep           what other weights of the embedder would do on the tuning half
          --data FILE       the pairs: tests/HybridAi.Benchmarks/Semantic/pairs.tsv
        """;

    public static int Run(Arguments arguments)
    {
        if (arguments.Switch("help"))
        {
            Console.WriteLine(Usage);
            return 0;
        }

        var pairs = PromptPair.Read(arguments.Text("data", "tests/HybridAi.Benchmarks/Semantic/pairs.tsv"));
        var (write, mistakes, sweep) = (arguments.OptionalText("write"), arguments.Number("mistakes", 0, 0, 1), arguments.Switch("sweep"));
        arguments.EnsureAllUsed();
        if (sweep)
            WeightSweep.Run([.. pairs.Where(pair => pair.IsForTuning)]);
        PairScore[] scores = [.. pairs.Select(pair => PairScore.Of(pair, NgramWeights.Default))];
        if (mistakes > 0)
            ShowMistakes([.. scores.Where(score => score.Pair.IsForTuning)], mistakes);
        if (sweep || mistakes > 0)
            return 0;
        var report = new SemanticReport(scores).Write();
        Console.WriteLine(report);
        if (write is not null)
            ResultsFile.Write(write, report, Section);
        return 0;
    }

    private static void ShowMistakes(PairScore[] scores, double threshold)
    {
        foreach (var score in scores.Where(score => score.Similarity >= threshold && (score.Words == GuardVerdict.Passed) != score.Pair.IsSame).OrderBy(score => score.Pair.IsSame))
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(score.Pair.IsSame ? "refused" : "TAKEN  ")} {score.Similarity:0.000} {score.Facts}/{score.Words} {score.Pair.Kind}: {Line(score.Pair.First)} | {Line(score.Pair.Second)}"));
        }
    }

    private static string Line(string text) => text.ReplaceLineEndings(" ") is { Length: > 110 } line ? line[..110] : text.ReplaceLineEndings(" ");
}
