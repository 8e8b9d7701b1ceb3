using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Events;

/// <summary>Postgres gives the numbers of events in the order of the commits.</summary>
public sealed class CommitOrderTests(MigratedPostgres postgres) : StorageTests(postgres)
{
    private const string Insert = "INSERT INTO events (at, topic, data) VALUES (1, 'a', '{}') RETURNING sequence";

    [Fact]
    public async Task A_number_is_drawn_only_once_all_before_it_can_be_seen()
    {
        await using var early = await Database.Source!.OpenConnectionAsync();
        await using var late = await Database.Source!.OpenConnectionAsync();
        await using var first = await early.BeginTransactionAsync();
        await using var command = new Npgsql.NpgsqlCommand(Insert, early, first);
        var number = (long)(await command.ExecuteScalarAsync())!;
        // The other one has no number yet, so it cannot come before the first.
        await using var second = new Npgsql.NpgsqlCommand(Insert, late);
        var waiting = second.ExecuteScalarAsync();
        await Eventually.TrueAsync(async () => await Database.ScalarAsync<long>("SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == 1);
        Assert.Equal(number, await Database.ScalarAsync<long>("SELECT last_value FROM events_sequence_seq"));
        Assert.Equal(0, await Storage.Events.LastAsync(null, default));
        await first.CommitAsync();
        Assert.True((long)(await waiting)! > number);
    }
}
