using HybridAi.Core.Usage;
using HybridAi.Storage.Migrations;
using HybridAi.Storage.Postgres;
using HybridAi.Storage.Tests.Testing;
using HybridAi.Storage.Usage;

namespace HybridAi.Storage.Tests.Postgres;

/// <summary>Usage records of several gateways in one database, and their days.</summary>
public sealed class PostgresUsageTests(MigratedPostgres postgres) : IAsyncLifetime
{
    private const string Partitions = "SELECT COUNT(*) FROM pg_inherits WHERE inhparent = 'usage_records'::regclass";
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly List<PostgresUsageWriter> _writers = [];
    private TestDatabase _test = null!;
    private PostgresDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _test = await TestDatabase.CreateAsync(postgres);
        _database = await PostgresDatabase.OpenAsync(_test.Source!, Migration.For("Postgres"), TimeProvider.System, default);
        for (var i = 0; i < 8; i++)
            _writers.Add(new PostgresUsageWriter(_database));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var writer in _writers)
            await writer.DisposeAsync();
        await _test.DisposeAsync();
    }

    [Fact]
    public async Task The_same_records_moved_by_many_drains_at_once_are_there_once()
    {
        var records = Enumerable.Range(0, 2000).Select(i => Records.Usage(Noon.AddMilliseconds(i / 3))).ToArray();
        await AtOnceAsync(async (writer, i) =>
        {
            var mine = (UsageRecord[])records.Clone();
            new Random(i).Shuffle(mine);
            foreach (var batch in mine.Chunk(300 + (i * 50)))
                await writer.InsertAsync(batch, default);
        });
        Assert.Equal(2000, await CountAsync());
        Assert.Equal(2000, await _test.ScalarAsync<long>("SELECT COUNT(DISTINCT id) FROM usage_records"));
    }

    [Fact]
    public async Task New_days_that_many_drains_meet_at_once_get_one_partition_each()
    {
        await AtOnceAsync((writer, _) => writer.InsertAsync([.. Enumerable.Range(0, 5).Select(day => Records.Usage(Noon.AddDays(-day * 10)))], default));
        Assert.Equal(40, await CountAsync());
        // Each with the day behind it, which is made ahead.
        Assert.Equal(10, await _test.ScalarAsync<long>(Partitions));
    }

    [Fact]
    public async Task A_day_begins_and_ends_with_its_first_and_last_millisecond()
    {
        var midnight = Noon.AddHours(12);
        DateTimeOffset[] times = [midnight.AddMilliseconds(-1), midnight, DateTimeOffset.UnixEpoch, new(1969, 12, 31, 23, 59, 59, 999, TimeSpan.Zero), new(9999, 12, 31, 23, 59, 59, 999, TimeSpan.Zero)];
        await _writers[0].InsertAsync([.. times.Select(time => Records.Usage() with { At = time })], default);
        Assert.Equal(5, await CountAsync());
        Assert.Equal(1, await _test.ScalarAsync<long>("SELECT COUNT(*) FROM usage_records_p20261120"));
        Assert.Equal(1, await _test.ScalarAsync<long>("SELECT COUNT(*) FROM usage_records_p20261121"));
        Assert.Equal(1, await _test.ScalarAsync<long>("SELECT COUNT(*) FROM usage_records_p99991231"));
    }

    [Fact]
    public async Task Days_go_whole_and_only_when_all_of_them_is_older()
    {
        await _writers[0].InsertAsync([.. Enumerable.Range(0, 4).Select(day => Records.Usage(Noon.AddDays(-day)))], default);
        Assert.True(await _writers[1].PruneAsync(Noon.AddDays(-1), 1, default));
        Assert.False(await _writers[1].PruneAsync(Noon.AddDays(-1), 1, default));
        Assert.False(await _writers[1].PruneAsync(Noon.AddDays(-1), 1, default));
        Assert.Equal(2, await CountAsync());
        Assert.Equal(3, await _test.ScalarAsync<long>(Partitions));
    }

    [Fact]
    public async Task Late_records_find_a_day_again_that_others_drop_under_them()
    {
        var kept = 0;
        for (var round = 0; round < 20; round++)
        {
            var batches = _writers.Take(4).Select(_ => Enumerable.Range(0, 6).Select(i => Records.Usage(Noon.AddDays(-(i % 3)))).ToArray()).ToArray();
            await Task.WhenAll(
                [.. batches.Select((batch, i) => Task.Run(() => _writers[i].InsertAsync(batch, default))), Task.Run(() => _writers[7].PruneAsync(Noon.AddDays(-1).AddHours(-12), 1, default))]);
            kept += batches.Sum(batch => batch.Count(record => record.At >= Noon.AddDays(-1)));
        }
        // Of the days that were not dropped nothing is lost.
        Assert.Equal(kept, await _test.ScalarAsync<long>("SELECT COUNT(*) FROM usage_records WHERE at >= " + Noon.AddDays(-1).ToUnixTimeMilliseconds()));
    }

    [Fact]
    public async Task A_record_that_the_database_refuses_leaves_the_writer_fit_for_the_next()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => _writers[0].InsertAsync([Records.Usage(), Records.Usage() with { Api = null! }], default));
        await _writers[0].InsertAsync([Records.Usage()], default);
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task A_summary_reads_only_the_days_that_it_asks_for()
    {
        var store = new UsageStore(_database, _writers[0]);
        await store.InsertAsync([.. Enumerable.Range(0, 4).Select(day => Records.Usage(Noon.AddDays(-day)))], default);
        await using var connection = await _test.Source!.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"EXPLAIN SELECT COUNT(*) FROM usage_records WHERE at >= {Noon.AddHours(-1).ToUnixTimeMilliseconds()} AND at < {Noon.AddHours(1).ToUnixTimeMilliseconds()}";
        await using var reader = await command.ExecuteReaderAsync();
        var plan = "";
        while (await reader.ReadAsync())
            plan += reader.GetString(0);
        Assert.Contains("usage_records_p20261120", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("usage_records_p20261119", plan, StringComparison.Ordinal);
    }

    private Task AtOnceAsync(Func<PostgresUsageWriter, int, Task> work) =>
        Task.WhenAll(_writers.Select((writer, i) => Task.Run(() => work(writer, i))));

    private Task<long> CountAsync() => _test.ScalarAsync<long>("SELECT COUNT(*) FROM usage_records");
}
