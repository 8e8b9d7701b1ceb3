using HybridAi.Benchmarks.Subjects;
using HybridAi.Benchmarks.Suite;

namespace HybridAi.Benchmarks.Reporting;

/// <summary>What a request costs where the gateway is a process and its database another.</summary>
internal static class DistributedTable
{
    public const string Note =
        "The gateway's own CPU includes the way of its records into Postgres; that of Postgres and Redis is theirs, and in no ratio. The standalone gateway's\nincludes SQLite.\n\n";

    public static MarkdownTable Of(SuiteResults results)
    {
        var servers = results.Rounds[0].Rounds[0].Subjects[SubjectNames.Distributed].Servers.Keys.ToArray();
        var table = new MarkdownTable(["", "gateway", "distributed gateway", "÷ raw", "÷ gateway", .. servers]);
        foreach (var result in results.Rounds)
        {
            var figures = new PairedFigures(result);
            table.Row(
            [
                result.Scenario.Title,
                Figures.CpuSeconds(figures.Of(SubjectNames.Gateway, ScenarioTables.Cpu).Median),
                Figures.CpuSeconds(figures.Of(SubjectNames.Distributed, ScenarioTables.Cpu).Median),
                figures.Ratio(SubjectNames.Distributed, SubjectNames.Raw, ScenarioTables.Cpu).Write(Figures.Ratio),
                figures.Ratio(SubjectNames.Distributed, SubjectNames.Gateway, ScenarioTables.Cpu).Write(Figures.Ratio),
                .. servers.Select(server => Figures.CpuSeconds(figures.Of(SubjectNames.Distributed, one => one.ServerCpuPerThousand(server)).Median)),
            ]);
        }

        return table;
    }
}
