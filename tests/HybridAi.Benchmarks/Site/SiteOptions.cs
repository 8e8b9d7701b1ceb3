using HybridAi.Benchmarks.CommandLine;

namespace HybridAi.Benchmarks.Site;

/// <summary>How many records lie behind the pages, and how often each is asked for.</summary>
internal sealed record SiteOptions
{
    public const string Help = """
        ./bench.sh site [--option value ...]          how long the site's pages take

          --records N         behind them, in SQLite (default 1000000; takes about four minutes)
          --days N            over which they are spread, up to now (default 6)
          --keys N            by which they are made (default 100)
          --times N           how often each page is asked for (default 30)
          --seed N            of the records (default 1)
          --gateway DIRECTORY the published standalone host (default artifacts/standalone)
          --work DIRECTORY    for its data (default artifacts/bench)
          --write FILE        put the table into the marked section of FILE
        """;

    public required int Records { get; init; }

    public required int Days { get; init; }

    public required int Keys { get; init; }

    public required int Times { get; init; }

    public required int Seed { get; init; }

    public required string Gateway { get; init; }

    public required string Work { get; init; }

    public required string? Write { get; init; }

    public static SiteOptions From(Arguments arguments)
    {
        var options = new SiteOptions
        {
            Records = arguments.Whole("records", 1_000_000, least: 1000, most: 50_000_000),
            Days = arguments.Whole("days", 6, least: 1, most: 7),
            Keys = arguments.Whole("keys", 100, least: 1, most: 100_000),
            Times = arguments.Whole("times", 30, least: 3, most: 10_000),
            Seed = arguments.Whole("seed", 1, least: 0, most: int.MaxValue),
            Gateway = arguments.Text("gateway", Path.Combine("artifacts", "standalone")),
            Work = arguments.Text("work", Path.Combine("artifacts", "bench")),
            Write = arguments.OptionalText("write"),
        };
        arguments.EnsureAllUsed();
        return options;
    }
}
