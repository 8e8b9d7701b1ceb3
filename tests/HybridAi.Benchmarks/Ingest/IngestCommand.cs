using System.Globalization;
using HybridAi.Benchmarks.CommandLine;
using HybridAi.Benchmarks.Reporting;
using HybridAi.Benchmarks.Suite;

namespace HybridAi.Benchmarks.Ingest;

/// <summary>How many usage records a second the databases take, by the way on which the journal's drain brings them.</summary>
internal static class IngestCommand
{
    private const string Section = "ingest";

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        if (arguments.Switch("help"))
        {
            Console.WriteLine(IngestOptions.Help);
            return 0;
        }

        var options = IngestOptions.From(arguments);
        return await OneReport.MakeAsync(Section, options.Work, options.Write, async directory => Report(options, await new IngestRun(options, directory).RunAsync(stop)));
    }

    private static string Report(IngestOptions options, IReadOnlyList<IngestResult> results)
    {
        var table = new MarkdownTable("", "writers", "new records/s", "CPU s per 1,000", "again, records/s", "CPU s per 1,000", "sent, twice each", "stored");
        foreach (var result in results)
        {
            table.Row(
                result.Target.Name, result.Target.Writers.ToString(CultureInfo.InvariantCulture),
                Spread.Of(result.First.Select(pass => pass.PerSecond)).Write(Figures.Count), Figures.CpuSeconds(Spread.Of(result.First.Select(pass => pass.CpuPerThousand)).Median),
                Spread.Of(result.Again.Select(pass => pass.PerSecond)).Write(Figures.Count), Figures.CpuSeconds(Spread.Of(result.Again.Select(pass => pass.CpuPerThousand)).Median),
                Figures.Count(result.Sent), Figures.Count(result.Stored));
        }

        return string.Create(CultureInfo.InvariantCulture, $"""
            `{CommandText.Of("ingest")}` on {MachineFacts.Describe()}
            {options.Rounds} rounds of {options.Records:#,0} records over {IngestRun.DaysInRound} days, {options.Batch:#,0} in a batch, after one that does not count; medians, in brackets the least and the most.

            {table}
            """);
    }
}
