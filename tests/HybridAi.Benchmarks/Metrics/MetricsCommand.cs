using System.Globalization;
using HybridAi.Benchmarks.CommandLine;
using HybridAi.Benchmarks.Reporting;

namespace HybridAi.Benchmarks.Metrics;

/// <summary>How long questions to the rollups take when there are many records.</summary>
internal static class MetricsCommand
{
    private const string Section = "metrics";

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        if (arguments.Switch("help"))
        {
            Console.WriteLine(MetricsOptions.Help);
            return 0;
        }

        var options = MetricsOptions.From(arguments);
        return await OneReport.MakeAsync(Section, options.Work, options.Write, async directory => Report(options, await new MetricsRun(options, directory).RunAsync(stop)));
    }

    private static string Report(MetricsOptions options, IReadOnlyList<MetricsResult> results)
    {
        var table = new MarkdownTable(["question", "at most", .. results.SelectMany(result => new[] { $"{result.Database}, p50", "p99", "requests in it", "" })]);
        for (var i = 0; i < MetricsQuestion.All.Count; i++)
        {
            var question = MetricsQuestion.All[i];
            table.Row([
                question.Name, Milliseconds(question.Most),
                .. results.SelectMany(result => new[]
                {
                    Milliseconds(result.Asked[i].Median), Milliseconds(result.Asked[i].P99), Figures.Count(result.Asked[i].Requests), result.Asked[i].Median <= question.Most ? "met" : "**missed**",
                })]);
        }

        var made = string.Join("; ", results.Select(result => string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Database}: {result.Inserted.TotalSeconds:0} s for the records, {result.Rolled.TotalSeconds:0} s for the rollups ({1e6 * result.Rolled.TotalSeconds / options.Records:0.0} µs a record), {result.RecordMicroseconds:0.0} µs to record a request in the journal (at most 5)")));
        return string.Create(CultureInfo.InvariantCulture, $"""
            `{CommandText.Of("metrics")}` on {MachineFacts.Describe()}
            {options.Records:#,0} records of {options.Keys} keys over {options.Days} days; each question {options.Times} times, after two that do not count. {made}.

            {table}
            """);
    }

    private static string Milliseconds(double milliseconds) => Figures.Time(TimeSpan.FromMilliseconds(milliseconds));
}
