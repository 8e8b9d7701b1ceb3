using System.Diagnostics;
using HybridAi.Benchmarks.Ingest;
using HybridAi.Benchmarks.Suite;
using HybridAi.Core.Metrics;
using HybridAi.Core.Metrics.Queries;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Core.Usage;
using HybridAi.Storage;
using HybridAi.Storage.Journal;
using HybridAi.TestServers;
using Npgsql;

namespace HybridAi.Benchmarks.Metrics;

/// <summary>Fills a database with records as gateways do, makes the rollups as the worker does, and asks.</summary>
internal sealed class MetricsRun(MetricsOptions options, string directory)
{
    public const string Postgres = "Postgres", Sqlite = "SQLite";

    private readonly Progress _progress = new();

    public async Task<IReadOnlyList<MetricsResult>> RunAsync(CancellationToken stop)
    {
        var results = new List<MetricsResult>();
        if (options.Only.Contains(Postgres))
        {
            await using var server = await PostgresServer.StartAsync(fsync: true);
            await using var source = NpgsqlDataSource.Create(server.ConnectionString(await server.CreateDatabaseAsync()));
            results.Add(await RunAsync(Postgres, source, stop));
        }

        if (options.Only.Contains(Sqlite))
            results.Add(await RunAsync(Sqlite, database: null, stop));
        return results;
    }

    private async Task<MetricsResult> RunAsync(string name, NpgsqlDataSource? database, CancellationToken stop)
    {
        await using var storage = await StorageModule.OpenAsync(
            new StorageOptions { DataDirectory = Path.Combine(directory, name) }, database, TimeProvider.System, loggers: null, stop);
        var until = DateTimeOffset.UtcNow;
        var began = Stopwatch.GetTimestamp();
        var past = new RecordedPast(name, storage, _progress);
        var records = await past.InsertAsync(new RecordSource(options.Seed, options.Keys), options.Records, options.Days, until, stop);
        var inserted = Stopwatch.GetElapsedTime(began);
        began = Stopwatch.GetTimestamp();
        await past.RollAsync(stop);
        var rolled = Stopwatch.GetElapsedTime(began);
        await storage.Maintenance.RunAsync(stop);
        await CheckAsync(storage, until, records, stop);
        var asked = new List<MetricsTiming>();
        foreach (var question in MetricsQuestion.All)
            asked.Add(await AskAsync(storage.Metrics, question, until, stop));
        return new MetricsResult(name, inserted, rolled, await RecordAsync(storage.Journal, until, stop), asked);
    }

    // Quick answers that are wrong are worth nothing: the last whole minutes are added up from the records themselves.
    private static async Task CheckAsync(StorageModule storage, DateTimeOffset until, IReadOnlyList<UsageRecord> last, CancellationToken stop)
    {
        var bounds = MetricTimes.Bounds(until.AddMinutes(-9), until.AddMinutes(-1), MetricStep.Minute, TimeZoneInfo.Utc);
        var answer = await storage.Metrics.ReadAsync(new MetricsQuery { Cut = MetricCut.All[0], Bounds = bounds }, stop);
        var expected = last.Where(record => record.At.ToUnixTimeMilliseconds() >= bounds[0] && record.At.ToUnixTimeMilliseconds() < bounds[^1]).ToArray();
        var sums = answer.Groups.Select(group => group.Total).SingleOrDefault();
        var (requests, cost) = (sums?[MetricNumber.Requests] ?? 0, sums?[MetricNumber.CostNanos] ?? 0);
        if (requests != expected.Length || cost != expected.Sum(record => record.Cost?.NanoDollars ?? 0))
            throw new BenchmarkFailedException($"The rollups have {requests} requests of {cost} nano-dollars in minutes in which there were {expected.Length} of {expected.Sum(record => record.Cost?.NanoDollars ?? 0)}.");
    }

    // What a request waits for: its beginning and its end in the journal, one after the other.
    private async Task<double> RecordAsync(UsageJournal journal, DateTimeOffset at, CancellationToken stop)
    {
        const int Warm = 20_000, Counted = 100_000;
        var records = new RecordSource(options.Seed, options.Keys).Make(Warm + Counted, at, TimeSpan.FromSeconds(1));
        var began = 0L;
        for (var i = 0; i < records.Length; i++)
        {
            if (i == Warm)
            {
                await journal.FlushAsync(stop);
                began = Stopwatch.GetTimestamp();
            }

            if (!await journal.StartAsync(records[i]) || !await journal.CompleteAsync(records[i]))
                throw new BenchmarkFailedException($"The journal does not take records: {journal.Unavailable}");
        }

        return Stopwatch.GetElapsedTime(began).TotalMicroseconds / Counted;
    }

    private async Task<MetricsTiming> AskAsync(IMetricsStore metrics, MetricsQuestion question, DateTimeOffset now, CancellationToken stop)
    {
        var times = new double[options.Times];
        var requests = 0L;
        // The first are for plans and pages, as in a database that is in use.
        for (var i = -2; i < times.Length; i++)
        {
            var began = Stopwatch.GetTimestamp();
            var answer = await metrics.ReadAsync(question.Of(now), stop);
            requests = answer.Groups.Sum(group => group.Total[MetricNumber.Requests]);
            if (i >= 0)
                times[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        Array.Sort(times);
        return new MetricsTiming(question, times[times.Length / 2], times[(int)(0.99 * (times.Length - 1))], requests);
    }
}

/// <summary>What was measured at a database.</summary>
internal sealed record MetricsResult(string Database, TimeSpan Inserted, TimeSpan Rolled, double RecordMicroseconds, IReadOnlyList<MetricsTiming> Asked);

/// <summary>How long a question took.</summary>
/// <param name="Question">The question.</param>
/// <param name="Median">The median, in milliseconds.</param>
/// <param name="P99">The 99th percentile.</param>
/// <param name="Requests">How many requests the answer adds up.</param>
internal sealed record MetricsTiming(MetricsQuestion Question, double Median, double P99, long Requests);
