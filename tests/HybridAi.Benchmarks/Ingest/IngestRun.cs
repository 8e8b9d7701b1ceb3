using HybridAi.Benchmarks.Suite;
using HybridAi.Core.Usage;
using HybridAi.TestServers;

namespace HybridAi.Benchmarks.Ingest;

/// <summary>Round by round new records into each database in turn, then the same ones again, of which none may be stored twice.</summary>
internal sealed class IngestRun(IngestOptions options, string directory)
{
    /// <summary>How many days the records of a round are of; each is a partition of its own.</summary>
    public const int DaysInRound = 2;

    private readonly Progress _progress = new();

    public async Task<IReadOnlyList<IngestResult>> RunAsync(CancellationToken stop)
    {
        _progress.Say("starting Postgres");
        await using var server = await PostgresServer.StartAsync(fsync: true);
        await using var one = await IngestTarget.PostgresAsync(server, Path.Combine(directory, "one"), writers: 1, stop);
        await using var two = await IngestTarget.PostgresAsync(server, Path.Combine(directory, "two"), writers: 2, stop);
        await using var sqlite = await IngestTarget.SqliteAsync(Path.Combine(directory, "sqlite"), stop);
        var results = new[] { one, two, sqlite }.Select(target => new IngestResult(target)).ToList();
        var source = new RecordSource(options.Seed);
        // The last round ends now.
        var from = DateTimeOffset.UtcNow.AddDays(-DaysInRound * (options.Rounds + 1));
        for (var round = 0; round <= options.Rounds; round++, from = from.AddDays(DaysInRound))
        {
            var records = source.Make(options.Records, from, TimeSpan.FromDays(DaysInRound));
            foreach (var result in results)
                await RunRoundAsync(result, records, counts: round > 0, stop);
            _progress.Say(round == 0 ? "warmed up" : $"round {round} of {options.Rounds}");
        }

        return results;
    }

    private async Task RunRoundAsync(IngestResult result, UsageRecord[] records, bool counts, CancellationToken stop)
    {
        var first = await result.Target.InsertAsync(records, options.Batch, stop);
        var again = await result.Target.InsertAsync(records, options.Batch, stop);
        result.Sent += records.Length;
        result.Stored = await result.Target.CountAsync(stop);
        if (result.Stored != result.Sent)
            throw new BenchmarkFailedException($"{result.Target.Name}, {result.Target.Writers} writers: {result.Sent} different records were sent, twice each, and {result.Stored} are stored.");
        if (!counts)
            return;
        result.First.Add(first);
        result.Again.Add(again);
    }
}

/// <summary>What a target did over the rounds.</summary>
internal sealed class IngestResult(IngestTarget target)
{
    public IngestTarget Target { get; } = target;

    public List<Pass> First { get; } = [];

    public List<Pass> Again { get; } = [];

    /// <summary>Different records sent in all rounds, the first included.</summary>
    public long Sent { get; set; }

    public long Stored { get; set; }
}
