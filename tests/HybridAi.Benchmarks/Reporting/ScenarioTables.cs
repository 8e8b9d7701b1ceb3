using HybridAi.Benchmarks.Subjects;
using HybridAi.Benchmarks.Suite;

namespace HybridAi.Benchmarks.Reporting;

/// <summary>One table per scenario of the paired rounds: each asks another question of the same measurements.</summary>
internal static class ScenarioTables
{
    public static MarkdownTable Of(Scenario scenario, PairedFigures figures) => scenario.Name switch
    {
        ScenarioNames.Open or ScenarioNames.HitLatency => OpenLoop(figures),
        ScenarioNames.First => FirstByte(figures),
        _ => ClosedLoop(figures),
    };

    public static MarkdownTable Failover(IReadOnlyDictionary<string, Failover.Result> results)
    {
        var table = new MarkdownTable("the first provider", "added p50", "added p99");
        foreach (var (kind, added) in results)
            table.Row(kind, added.P50.Write(Milliseconds), added.P99.Write(Milliseconds));
        return table;
    }

    public static double P50(Measurement measured) => measured.Load.Latency.Percentile(0.5).TotalMicroseconds;

    public static double P99(Measurement measured) => measured.Load.Latency.Percentile(0.99).TotalMicroseconds;

    public static double FirstP50(Measurement measured) => measured.Load.FirstContent.Percentile(0.5).TotalMicroseconds;

    public static double FirstP99(Measurement measured) => measured.Load.FirstContent.Percentile(0.99).TotalMicroseconds;

    public static double Cpu(Measurement measured) => measured.CpuPerThousand;

    private static MarkdownTable ClosedLoop(PairedFigures figures)
    {
        var table = new MarkdownTable("", "requests/s", "CPU s per 1,000", "CPU ÷ raw", "middle half", "p50", "p99", "added p50", "added p99");
        foreach (var name in figures.Subjects)
        {
            var ratio = figures.Ratio(name, SubjectNames.Raw, Cpu);
            table.Row(
                name,
                Figures.Count(figures.Of(name, one => one.PerSecond).Median),
                Figures.CpuSeconds(figures.Of(name, Cpu).Median),
                ratio.Write(Figures.Ratio),
                $"{Figures.Ratio(ratio.LowerQuartile)} to {Figures.Ratio(ratio.UpperQuartile)}",
                Micros(figures.Of(name, P50).Median),
                Micros(figures.Of(name, P99).Median),
                Added(figures, name, SubjectNames.Upstream, P50),
                Added(figures, name, SubjectNames.Upstream, P99));
        }

        return table;
    }

    private static MarkdownTable OpenLoop(PairedFigures figures)
    {
        var table = new MarkdownTable("", "p50", "p99", "added p50", "added p99", "p99 beyond raw", "CPU ÷ raw");
        foreach (var name in figures.Subjects)
        {
            table.Row(
                name,
                Micros(figures.Of(name, P50).Median),
                Micros(figures.Of(name, P99).Median),
                Added(figures, name, SubjectNames.Upstream, P50),
                Added(figures, name, SubjectNames.Upstream, P99),
                Added(figures, name, SubjectNames.Raw, P99),
                figures.Ratio(name, SubjectNames.Raw, Cpu).Write(Figures.Ratio));
        }

        return table;
    }

    private static MarkdownTable FirstByte(PairedFigures figures)
    {
        var table = new MarkdownTable("", "written to read, p50", "p99", "added p50", "added p99", "p50 beyond raw");
        foreach (var name in figures.Subjects)
        {
            table.Row(
                name,
                Micros(figures.Of(name, FirstP50).Median),
                Micros(figures.Of(name, FirstP99).Median),
                Added(figures, name, SubjectNames.Upstream, FirstP50),
                Added(figures, name, SubjectNames.Upstream, FirstP99),
                Added(figures, name, SubjectNames.Raw, FirstP50));
        }

        return table;
    }

    private static string Added(PairedFigures figures, string name, string to, Func<Measurement, double> figure) =>
        name == to || (name == SubjectNames.Upstream && to == SubjectNames.Raw) ? "–" : figures.Difference(name, to, figure).Write(Micros);

    private static string Micros(double microseconds) => Figures.Time(TimeSpan.FromMicroseconds(microseconds));

    private static string Milliseconds(double milliseconds) => Figures.Time(TimeSpan.FromMilliseconds(milliseconds));
}
