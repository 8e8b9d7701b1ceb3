using System.Globalization;
using System.Text;
using HybridAi.Benchmarks.Suite;

namespace HybridAi.Benchmarks.Reporting;

/// <summary>The whole run in Markdown.</summary>
internal sealed class Report(SuiteOptions options, SuiteResults results)
{
    private readonly StringBuilder _text = new();

    public string Write()
    {
        _text.Append(CultureInfo.InvariantCulture, $"`{CommandText.Of()}` on {MachineFacts.Describe()}\n");
        _text.Append(CultureInfo.InvariantCulture, $"{options.Rounds} paired rounds with slices of {options.Slice.TotalSeconds} s, seed {options.Seed}. {Conditions()}\n\n");
        if (results.Foreign > PairedRounds.MostForeign)
            _text.Append(CultureInfo.InvariantCulture, $"**Not a quiet machine:** other work took up to {results.Foreign:P0} of the cores in rounds that count. Do not judge by these figures.\n\n");
        Section("Against the targets", Targets.Of(results));
        foreach (var result in results.Rounds)
            Section(result.Scenario.Title, ScenarioTables.Of(result.Scenario, new PairedFigures(result)), Disturbance(result));
        if (options.Distributed && results.Rounds.Count > 0)
            Section("The distributed gateway's CPU, and that of its servers, in seconds per 1,000 requests", DistributedTable.Of(results), DistributedTable.Note);
        if (results.Streams.Count > 0)
            Section($"{options.Streams:#,0} open streams ({OpenStreams.Pace}): resident memory of a fresh process", ProcessTables.Streams(results.Streams));
        Section("Resident memory before and after all the rounds above", ProcessTables.Memory(results));
        if (results.StartUp.Count > 0)
            Section($"Start-up, {options.Starts} times", ProcessTables.StartUp(results.StartUp));
        foreach (var (_, text) in results.Records.Values)
            _text.Append(text).Append("\n\n");
        return _text.ToString();
    }

    private string Conditions() =>
        (options.StandIn ? "**A second raw proxy stands in for the gateway.** " : "")
        + (options.Pin ? "Subjects are pinned to the last core, client and upstream to the others. " : "Nothing is pinned. ")
        + "Figures are medians of rounds, in brackets the least and the most; ratios and differences are taken within a round.";

    private static string Disturbance(ScenarioResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"Of {result.Run} rounds the {result.Rounds.Count} in which other work on the machine took least: up to {result.Rounds.Max(round => round.Foreign):P0} of the cores.\n\n");

    private void Section(string title, MarkdownTable table, string note = "") =>
        _text.Append("### ").Append(title).Append("\n\n").Append(table).Append('\n').Append(note);
}
