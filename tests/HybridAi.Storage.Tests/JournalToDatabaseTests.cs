using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests;

public sealed class JournalToSqliteTests() : JournalToDatabaseTests(null);

public sealed class JournalToPostgresTests(MigratedPostgres postgres) : JournalToDatabaseTests(postgres);

public abstract class JournalToDatabaseTests(MigratedPostgres? postgres) : StorageTests(postgres)
{
    [Fact]
    public async Task A_journaled_record_is_read_back_from_the_database_also_after_a_restart()
    {
        var record = Records.Usage();
        Assert.True(await Storage.Journal.StartAsync(record.Marker()));
        Assert.True(await Storage.Journal.CompleteAsync(record));
        await Storage.Journal.FlushAsync(default);
        Assert.Equal(record, await Storage.Usage.FindAsync(record.Id, null, default));
        await ReopenAsync();
        Assert.Equal(record, await Storage.Usage.FindAsync(record.Id, null, default));
    }

    [Fact]
    public async Task A_text_that_no_database_holds_does_not_hold_up_the_drain()
    {
        var records = Enumerable.Range(0, 10).Select(i => Records.Usage() with { EndUser = i == 5 ? "a\0\uD800" : "ann" }).ToArray();
        foreach (var record in records)
            Assert.True(await Storage.Journal.CompleteAsync(record));
        await Storage.Journal.FlushAsync(default);
        foreach (var record in records)
            Assert.NotNull(await Storage.Usage.FindAsync(record.Id, null, default));
    }
}
