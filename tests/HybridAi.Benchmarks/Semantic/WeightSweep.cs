using System.Globalization;
using HybridAi.Core.Caching.Semantic;

namespace HybridAi.Benchmarks.Semantic;

/// <summary>What the embedder would do with other weights, one changed at a time: on the tuning half, without the guard.</summary>
internal static class WeightSweep
{
    private static readonly double[] WantedPrecision = [0.8, 0.9];

    public static void Run(IReadOnlyList<PromptPair> pairs)
    {
        var now = NgramWeights.Default;
        Show("as it is", pairs, now);
        foreach (var factor in (float[])[0, 0.5f, 0.75f, 1.5f, 2, 3])
        {
            Show($"silent x {factor}", pairs, now with { Silent = now.Silent * factor });
            Show($"number x {factor}", pairs, now with { Number = now.Number * factor });
            Show($"negation x {factor}", pairs, now with { Negation = now.Negation * factor });
            Show($"name x {factor}", pairs, now with { Name = now.Name * factor });
            Show($"marked x {factor}", pairs, now with { Marked = now.Marked * factor });
            Show($"operator x {factor}", pairs, now with { Operator = now.Operator * factor });
            Show($"grams x {factor}", pairs, now with { Grams = now.Grams * factor });
            Show($"word x {factor}", pairs, now with { Word = now.Word * factor });
            Show($"pair x {factor}", pairs, now with { Pair = now.Pair * factor });
        }
    }

    private static void Show(string what, IReadOnlyList<PromptPair> pairs, NgramWeights weights)
    {
        PairScore[] scores = [.. pairs.Select(pair => PairScore.Of(pair, weights))];
        var recalls = WantedPrecision.Select(wanted => Enumerable.Range(500, 500).Select(i => PairResult.Of(scores, i / 1000.0, GuardMode.Off)).Where(result => result.Precision >= wanted)
            .Select(result => result.Recall).DefaultIfEmpty().Max());
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-16} area {Area(scores):0.0000}  recall at precision {string.Join(", ", WantedPrecision.Zip(recalls).Select(one => $"{one.First:0.0}: {one.Second:0.000}"))}"));
    }

    // The chance that a paraphrase is more similar than a look-alike (the area under the ROC curve).
    private static double Area(PairScore[] scores)
    {
        var (same, different) = (scores.Where(score => score.Pair.IsSame).ToArray(), scores.Where(score => !score.Pair.IsSame).ToArray());
        return same.Sum(one => different.Count(other => other.Similarity < one.Similarity)) / (double)(same.Length * different.Length);
    }
}
