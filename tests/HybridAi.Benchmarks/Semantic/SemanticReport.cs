using System.Globalization;
using System.Text;
using HybridAi.Benchmarks.Reporting;
using HybridAi.Core.Caching.Semantic;

namespace HybridAi.Benchmarks.Semantic;

/// <summary>The whole measurement in Markdown.</summary>
internal sealed class SemanticReport(IReadOnlyList<PairScore> scores)
{
    private const double DefaultThreshold = 0.95;
    private static readonly double[] Thresholds = [0.70, 0.75, 0.80, 0.85, 0.90, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99];
    private static readonly (GuardMode Mode, string Name)[] Modes = [(GuardMode.Off, "off"), (GuardMode.Facts, "facts"), (GuardMode.Words, "words")];

    private readonly StringBuilder _text = new();

    public string Write()
    {
        PairScore[] tuning = [.. scores.Where(score => score.Pair.IsForTuning)];
        PairScore[] heldOut = [.. scores.Where(score => !score.Pair.IsForTuning)];
        _text.Append(CultureInfo.InvariantCulture, $"`{CommandText.Of("semantic")}`: {scores.Count} labelled pairs, {Counted(scores)}; held out {heldOut.Length} ({Counted(heldOut)}), ");
        _text.Append(CultureInfo.InvariantCulture, $"for tuning {tuning.Length} ({Counted(tuning)}). Embedder `{NgramEmbedder.Name}`, guard `Cache:Semantic:Guard`. **P** is precision, how many hits were right; **R** is recall, ");
        _text.Append("how many paraphrases were hit. A hit is a pair at least as similar as the threshold that the guard lets pass.\n\n");
        _text.Append(CultureInfo.InvariantCulture, $"Rounded to bytes, as the index keeps vectors, the similarity of a pair changes by at most {scores.Max(score => Math.Abs(score.Similarity - score.Rounded)):0.0000}.\n\n");
        Section("The held-out half, by threshold", ByThreshold(heldOut));
        Section("The tuning half, by threshold", ByThreshold(tuning));
        Section(string.Create(CultureInfo.InvariantCulture, $"The held-out half, by kind: hits at threshold {DefaultThreshold}, and at {LowThreshold}"), ByKind(heldOut));
        return _text.ToString();
    }

    private const double LowThreshold = 0.80;

    private static MarkdownTable ByThreshold(PairScore[] some)
    {
        var table = new MarkdownTable(["threshold", .. Modes.SelectMany(mode => (string[])[$"P, guard {mode.Name}", $"R, guard {mode.Name}"])]);
        foreach (var threshold in Thresholds)
            table.Row([Text($"{threshold:0.00}"), .. Modes.SelectMany(mode => Cells(PairResult.Of(some, threshold, mode.Mode)))]);
        return table;
    }

    private static string[] Cells(PairResult result) =>
        [result.Right + result.Wrong == 0 ? "no hit" : Text($"{result.Precision:0.0 %} ({result.Right} of {result.Right + result.Wrong})"), Text($"{result.Recall:0.0 %}")];

    private static MarkdownTable ByKind(PairScore[] some)
    {
        var table = new MarkdownTable([
            "kind", "pairs", "mean similarity", .. Modes.Select(mode => Text($"{DefaultThreshold:0.00}, {mode.Name}")), .. Modes.Select(mode => Text($"{LowThreshold:0.00}, {mode.Name}"))]);
        foreach (var kind in some.GroupBy(score => (score.Pair.IsSame, score.Pair.Kind)).OrderByDescending(group => group.Key.IsSame).ThenBy(group => group.Key.Kind, StringComparer.Ordinal))
        {
            table.Row(
            [
                $"{(kind.Key.IsSame ? "same" : "different")}: {kind.Key.Kind}", Text($"{kind.Count()}"), Text($"{kind.Average(score => score.Similarity):0.00}"),
                .. Modes.Select(mode => Text($"{kind.Count(score => score.IsHit(DefaultThreshold, mode.Mode))}")),
                .. Modes.Select(mode => Text($"{kind.Count(score => score.IsHit(LowThreshold, mode.Mode))}")),
            ]);
        }

        return table;
    }

    private static string Counted(IEnumerable<PairScore> some)
    {
        var same = some.Count(score => score.Pair.IsSame);
        return Text($"{same} paraphrases and {some.Count() - same} look-alikes");
    }

    private void Section(string title, MarkdownTable table) => _text.Append(CultureInfo.InvariantCulture, $"### {title}\n\n{table}\n");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
