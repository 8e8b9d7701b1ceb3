using HybridAi.Benchmarks.CommandLine;
using HybridAi.Storage.Journal;

namespace HybridAi.Benchmarks.Ingest;

/// <summary>How much is inserted, and how.</summary>
internal sealed record IngestOptions
{
    public const string Help = """
        ./bench.sh ingest [--option value ...]        how many usage records a second the databases take

          --records N         in a round (default 100000)
          --rounds N          that count (default 5); one more comes before them
          --batch N           records in one transaction (default: the product's own, 4096)
          --seed N            of the records (default 1)
          --work DIRECTORY    for SQLite's file (default artifacts/bench)
          --write FILE        put the table into the marked section of FILE
        """;

    public required int Records { get; init; }

    public required int Rounds { get; init; }

    public required int Batch { get; init; }

    public required int Seed { get; init; }

    public required string Work { get; init; }

    public required string? Write { get; init; }

    public static IngestOptions From(Arguments arguments)
    {
        var options = new IngestOptions
        {
            Records = arguments.Whole("records", 100_000, least: 100, most: 5_000_000),
            Rounds = arguments.Whole("rounds", 5, least: 1, most: 100),
            Batch = arguments.Whole("batch", new JournalOptions().BatchSize, least: 1, most: 65_536),
            Seed = arguments.Whole("seed", 1, least: 0, most: int.MaxValue),
            Work = arguments.Text("work", Path.Combine("artifacts", "bench")),
            Write = arguments.OptionalText("write"),
        };
        arguments.EnsureAllUsed();
        return options;
    }
}
