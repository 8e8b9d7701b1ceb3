using HybridAi.Benchmarks.Subjects;
using HybridAi.Benchmarks.Suite;

namespace HybridAi.Benchmarks.Reporting;

/// <summary>The gateway's medians against what it is held to.</summary>
internal static class Targets
{
    private const double MostCpuRatio = 1.6;
    private const double MostTranslatedCpuRatio = 2.5;
    private const double MostControlCpuRatio = 0.25;
    private const double MostFirstByteMicroseconds = 200;
    private const double MostAddedP99Microseconds = 1000;
    private const double MostHitCpuRatio = 0.75;
    private const double MostHitP99Microseconds = 1000;
    private const double MostFailoverMilliseconds = 100;
    private const double MostStreamBytes = 300 << 20;
    private const double MostStartMilliseconds = 2000;

    public static MarkdownTable Of(SuiteResults results)
    {
        var table = new MarkdownTable("of the gateway", "measured", "at most", "");
        foreach (var result in results.Rounds)
            AddScenario(table, result.Scenario, new PairedFigures(result));
        foreach (var (kind, added) in results.Failover)
            Add(table, $"failover, {kind}: added p99", added.P99.Median, MostFailoverMilliseconds, Milliseconds);
        if (results.Streams.TryGetValue(SubjectNames.Gateway, out var streams))
            Add(table, "memory with all streams open, peak", streams.Peak, MostStreamBytes, Figures.Megabytes);
        foreach (var (kind, spread) in results.StartUp.Where(kind => kind.Key.StartsWith(SubjectNames.Gateway, StringComparison.Ordinal)))
            Add(table, "first answer: " + kind, spread.Median, MostStartMilliseconds, Milliseconds);
        return table;
    }

    private static void AddScenario(MarkdownTable table, Scenario scenario, PairedFigures figures)
    {
        const string Gateway = SubjectNames.Gateway;
        if (figures.Subjects.Contains(SubjectNames.Controlled) && scenario.Name is (ScenarioNames.Chat or ScenarioNames.Stream))
        {
            var added = figures.Ratio(SubjectNames.Controlled, SubjectNames.Raw, ScenarioTables.Cpu).Median - figures.Ratio(Gateway, SubjectNames.Raw, ScenarioTables.Cpu).Median;
            Add(table, $"added to CPU ÷ raw by control, {scenario.Title}", added, MostControlCpuRatio, Figures.Ratio);
        }

        switch (scenario.Name)
        {
            case ScenarioNames.Chat:
                Add(table, "CPU ÷ raw, chat", figures.Ratio(Gateway, SubjectNames.Raw, ScenarioTables.Cpu).Median, MostCpuRatio, Figures.Ratio);
                break;
            case ScenarioNames.Stream:
                Add(table, "CPU ÷ raw, streamed chat", figures.Ratio(Gateway, SubjectNames.Raw, ScenarioTables.Cpu).Median, MostCpuRatio, Figures.Ratio);
                break;
            case ScenarioNames.Translated:
                Add(table, "CPU ÷ raw, translated chat", figures.Ratio(Gateway, SubjectNames.Raw, ScenarioTables.Cpu).Median, MostTranslatedCpuRatio, Figures.Ratio);
                break;
            case ScenarioNames.TranslatedStream:
                Add(table, "CPU ÷ raw, translated streamed chat", figures.Ratio(Gateway, SubjectNames.Raw, ScenarioTables.Cpu).Median, MostTranslatedCpuRatio, Figures.Ratio);
                break;
            case ScenarioNames.Open:
                Add(table, "added p99, open loop", figures.Difference(Gateway, SubjectNames.Upstream, ScenarioTables.P99).Median, MostAddedP99Microseconds, Micros);
                break;
            case ScenarioNames.Hit:
                Add(table, "CPU ÷ raw, exact hit", figures.Ratio(SubjectNames.Cached, SubjectNames.Raw, ScenarioTables.Cpu).Median, MostHitCpuRatio, Figures.Ratio);
                break;
            case ScenarioNames.HitLatency:
                Add(table, "p99, exact hit, open loop", figures.Of(SubjectNames.Cached, ScenarioTables.P99).Median, MostHitP99Microseconds, Micros);
                break;
            case ScenarioNames.First:
                Add(table, "added to a stream's first byte, p50", figures.Difference(Gateway, SubjectNames.Upstream, ScenarioTables.FirstP50).Median, MostFirstByteMicroseconds, Micros);
                break;
            default:
                break;
        }
    }

    private static void Add(MarkdownTable table, string what, double measured, double most, Func<double, string> figure) =>
        table.Row(what, figure(measured), figure(most), measured <= most ? "met" : "**missed**");

    private static string Micros(double microseconds) => Figures.Time(TimeSpan.FromMicroseconds(microseconds));

    private static string Milliseconds(double milliseconds) => Figures.Time(TimeSpan.FromMilliseconds(milliseconds));
}
