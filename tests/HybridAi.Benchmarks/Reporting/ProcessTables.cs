using HybridAi.Benchmarks.Subjects;
using HybridAi.Benchmarks.Suite;

namespace HybridAi.Benchmarks.Reporting;

/// <summary>Tables of what belongs to a process and not to a request: memory and start-up.</summary>
internal static class ProcessTables
{
    public static MarkdownTable Streams(IReadOnlyDictionary<string, OpenStreams.Result> results)
    {
        var table = new MarkdownTable("", "before", "while open", "peak", "after", "CPU s per 1,000 chunks", "CPU ÷ raw");
        foreach (var name in SubjectNames.InOrder(results.Keys))
        {
            var (before, open, peak, after, cpu) = results[name];
            table.Row(
                name, Figures.Megabytes(before), Figures.Megabytes(open), Figures.Megabytes(peak), Figures.Megabytes(after),
                Figures.CpuSeconds(cpu), Figures.Ratio(cpu / results[SubjectNames.Raw].CpuPerThousandChunks));
        }

        return table;
    }

    public static MarkdownTable Memory(SuiteResults results)
    {
        var table = new MarkdownTable("", "before", "after");
        foreach (var name in SubjectNames.InOrder(results.IdleBytes.Keys))
            table.Row(name, Figures.Megabytes(results.IdleBytes[name]), Figures.Megabytes(results.LoadedBytes[name]));
        return table;
    }

    public static MarkdownTable StartUp(IReadOnlyDictionary<string, Spread> times)
    {
        var table = new MarkdownTable("", "start to first good answer");
        foreach (var (kind, spread) in times)
            table.Row(kind, spread.Write(milliseconds => Figures.Time(TimeSpan.FromMilliseconds(milliseconds))));
        return table;
    }
}
