using System.Diagnostics;
using HybridAi.Benchmarks.Subjects;
using HybridAi.Core.Usage;
using HybridAi.Storage;
using HybridAi.TestServers;
using Npgsql;

namespace HybridAi.Benchmarks.Ingest;

/// <summary>A database of its own, opened and migrated as a host does it, with one writer or as many as there would be gateways.</summary>
internal sealed class IngestTarget : IAsyncDisposable
{
    private readonly List<StorageModule> _writers = [];
    private readonly List<NpgsqlDataSource> _sources = [];

    private IngestTarget(string name) => Name = name;

    public string Name { get; }

    public int Writers => _writers.Count;

    public static async Task<IngestTarget> PostgresAsync(PostgresServer server, string directory, int writers, CancellationToken stop)
    {
        var target = new IngestTarget("Postgres");
        var database = server.ConnectionString(await server.CreateDatabaseAsync());
        for (var i = 0; i < writers; i++)
        {
            var source = NpgsqlDataSource.Create(database);
            target._sources.Add(source);
            target._writers.Add(await OpenAsync(directory, source, stop));
        }

        return target;
    }

    public static async Task<IngestTarget> SqliteAsync(string directory, CancellationToken stop)
    {
        var target = new IngestTarget("SQLite");
        target._writers.Add(await OpenAsync(directory, database: null, stop));
        return target;
    }

    /// <summary>Inserts records, batch by batch, each writer those that come to it in turn.</summary>
    public async Task<Pass> InsertAsync(UsageRecord[] records, int batch, CancellationToken stop)
    {
        var (start, cpu) = (Stopwatch.GetTimestamp(), Cpu());
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => InsertShareAsync(writer, records, batch, stop), stop)));
        return new(records.Length / Stopwatch.GetElapsedTime(start).TotalSeconds, 1000 * (Cpu() - cpu).TotalSeconds / records.Length);
    }

    /// <summary>How many records the database has.</summary>
    public async Task<long> CountAsync(CancellationToken stop)
    {
        var all = new UsageQuery { From = DateTimeOffset.UnixEpoch, To = DateTimeOffset.UtcNow.AddDays(1) };
        return (await _writers[0].Usage.SummarizeAsync(all, buckets: 1, stop)).Total.Requests;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var writer in _writers)
            await writer.DisposeAsync();
        foreach (var source in _sources)
            await source.DisposeAsync();
    }

    private async Task InsertShareAsync(int writer, UsageRecord[] records, int batch, CancellationToken stop)
    {
        for (var from = writer * batch; from < records.Length; from += Writers * batch)
            await _writers[writer].Usage.InsertAsync(new ArraySegment<UsageRecord>(records, from, Math.Min(batch, records.Length - from)), stop);
    }

    private static Task<StorageModule> OpenAsync(string directory, NpgsqlDataSource? database, CancellationToken stop) =>
        StorageModule.OpenAsync(new StorageOptions { DataDirectory = directory }, database, TimeProvider.System, loggers: null, stop);

    private static TimeSpan Cpu() => ProcessFigures.CpuTimeAlone(Environment.ProcessId);
}

/// <summary>One pass over the records of a round.</summary>
/// <param name="PerSecond">Records a second.</param>
/// <param name="CpuPerThousand">CPU seconds of the writing process (of SQLite's, that is all) for 1,000 records.</param>
internal readonly record struct Pass(double PerSecond, double CpuPerThousand);
