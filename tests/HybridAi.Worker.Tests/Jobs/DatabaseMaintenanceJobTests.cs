using HybridAi.Core.Maintenance;
using HybridAi.Core.Usage;
using HybridAi.Node.Settings;
using HybridAi.TestServers;
using HybridAi.Worker.Jobs.DatabaseMaintenance;
using HybridAi.Worker.Tests.Testing;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace HybridAi.Worker.Tests.Jobs;

public sealed class DatabaseMaintenanceJobTests(PostgresFixture postgres)
{
    [Fact]
    public async Task SQLite_s_log_is_ended_and_its_size_told()
    {
        await using var worker = await WorkerNode.StartAsync(null, new Dictionary<string, Uri>(), []);
        await FillAsync(worker);
        var file = Path.Combine(worker.Get<NodeSettings>().DataDirectory, "hybridai.db");
        Assert.True(new FileInfo(file + "-wal").Length > 0);
        for (var i = 0; i < 2; i++)
        {
            var counts = await RunAsync(worker);
            // The first run adds statistics.
            if (i == 1)
                Assert.Equal(new FileInfo(file).Length, counts["bytes"]);
            Assert.True(counts["freeBytes"] >= 0);
        }

        // Both runs have ended the log; what a run writes down about itself begins it anew.
        Assert.True(new FileInfo(file + "-wal").Length < 200_000);
        Assert.Equal(500, (await worker.Get<IUsageStore>().ListAsync(new UsageQuery { Limit = 1000 }, default)).Items.Count);
    }

    [Fact]
    public async Task SQLite_gets_statistics_of_what_is_read()
    {
        await using var worker = await WorkerNode.StartAsync(null, new Dictionary<string, Uri>(), []);
        await FillAsync(worker);
        await RunAsync(worker);
        await using var file = new SqliteConnection($"Data Source={Path.Combine(worker.Get<NodeSettings>().DataDirectory, "hybridai.db")};Mode=ReadOnly;Pooling=False");
        await file.OpenAsync();
        await using var command = new SqliteCommand("SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl = 'usage_records'", file);
        Assert.True((long)(await command.ExecuteScalarAsync())! > 0);
    }

    [Fact]
    public async Task Damage_fails_the_run_and_is_told()
    {
        await using var worker = await WorkerNode.StartAsync(null, new Dictionary<string, Uri>(), []);
        await FillAsync(worker);
        await RunAsync(worker);
        var path = Path.Combine(worker.Get<NodeSettings>().DataDirectory, "hybridai.db");
        await using (var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            // Whichever pages hold records, some of these do; a page of no use is no damage.
            for (var page = 12; (page + 1) * 8192L <= file.Length; page++)
            {
                file.Position = page * 8192L;
                await file.WriteAsync(Enumerable.Repeat((byte)0xA5, 512).ToArray());
            }
        }

        var run = await worker.ClaimAsync("database-maintenance");
        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => new DatabaseMaintenanceJob(worker.Get<IDatabaseMaintenance>()).RunAsync(worker.ContextOf(run), default));
        Assert.Contains("Restore a backup", failure.Message);
    }

    [Fact]
    public async Task Postgres_gets_statistics_over_all_partitions()
    {
        await using var storage = await TestStorage.CreateAsync(postgres);
        var module = await storage.OpenAsync();
        await module.Usage.InsertAsync([.. Enumerable.Range(0, 500).Select(i => Rows.Usage(TimeProvider.System.GetUtcNow().AddHours(-i % 48)))], default);
        Assert.Equal(-1, await RowsKnownAsync());
        var condition = await module.Maintenance.RunAsync(default);
        Assert.Equal(500, await RowsKnownAsync());
        Assert.True(condition is { Bytes: > 1_000_000, FreeBytes: null, Damage: null });

        async Task<double> RowsKnownAsync()
        {
            await using var connection = new NpgsqlConnection(storage.ConnectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("SELECT reltuples::float8 FROM pg_class WHERE relname = 'usage_records'", connection);
            return (double)(await command.ExecuteScalarAsync())!;
        }
    }

    private static Task FillAsync(WorkerNode worker) =>
        worker.Get<IUsageStore>().InsertAsync([.. Enumerable.Range(0, 500).Select(_ => Rows.Usage(TimeProvider.System.GetUtcNow()))], default);

    private static async Task<IReadOnlyDictionary<string, long>> RunAsync(WorkerNode worker)
    {
        var run = await worker.ClaimAsync("database-maintenance");
        var context = worker.ContextOf(run);
        await new DatabaseMaintenanceJob(worker.Get<IDatabaseMaintenance>()).RunAsync(context, default);
        await worker.EndAsync(run.Fence);
        return context.Counts;
    }
}
