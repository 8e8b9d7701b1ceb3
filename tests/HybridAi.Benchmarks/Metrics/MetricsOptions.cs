using HybridAi.Benchmarks.CommandLine;

namespace HybridAi.Benchmarks.Metrics;

/// <summary>How many records there are, and how they are spread.</summary>
internal sealed record MetricsOptions
{
    public const string Help = """
        ./bench.sh metrics [--option value ...]       how long questions to the rollups take

          --records N         of which the rollups are made (default 10000000; takes about 20 minutes and 10 GB)
          --days N            over which they are spread, up to now (default 7)
          --keys N            by which they are made (default 100); the fewer, the fewer rows each minute has
          --times N           how often each question is asked (default 50)
          --seed N            of the records (default 1)
          --only NAMES        databases, separated by commas: Postgres, SQLite (default both)
          --work DIRECTORY    for the databases' files (default artifacts/bench)
          --write FILE        put the table into the marked section of FILE
        """;

    public required int Records { get; init; }

    public required int Days { get; init; }

    public required int Keys { get; init; }

    public required int Times { get; init; }

    public required int Seed { get; init; }

    public required string[] Only { get; init; }

    public required string Work { get; init; }

    public required string? Write { get; init; }

    public static MetricsOptions From(Arguments arguments)
    {
        var options = new MetricsOptions
        {
            Records = arguments.Whole("records", 10_000_000, least: 1000, most: 50_000_000),
            Days = arguments.Whole("days", 7, least: 1, most: 7),
            Keys = arguments.Whole("keys", 100, least: 1, most: 100_000),
            Times = arguments.Whole("times", 50, least: 3, most: 10_000),
            Seed = arguments.Whole("seed", 1, least: 0, most: int.MaxValue),
            Only = arguments.Text("only", $"{MetricsRun.Postgres},{MetricsRun.Sqlite}").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            Work = arguments.Text("work", Path.Combine("artifacts", "bench")),
            Write = arguments.OptionalText("write"),
        };
        if (options.Only.Length == 0 || options.Only.Except([MetricsRun.Postgres, MetricsRun.Sqlite]).Any())
            throw new ArgumentException($"--only names databases: {MetricsRun.Postgres}, {MetricsRun.Sqlite}.");
        arguments.EnsureAllUsed();
        return options;
    }
}
