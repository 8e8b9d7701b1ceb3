using HybridAi.Storage.Database;
using HybridAi.Storage.Journal;
using HybridAi.Storage.Migrations;
using HybridAi.Storage.Postgres;
using HybridAi.Storage.Sqlite;
using HybridAi.Storage.Usage;
using Npgsql;

namespace HybridAi.Storage;

/// <summary>A database, migrated, with its own way of writing usage records. Disposing it closes what was opened for it.</summary>
internal sealed class OpenedDatabase(IDatabase database, IUsageWriter usageWriter, IAsyncDisposable closing) : IAsyncDisposable
{
    public IDatabase Database => database;

    public IUsageWriter UsageWriter => usageWriter;

    public static async Task<OpenedDatabase> SqliteAsync(string path, JournalFsync fsync, TimeProvider time, CancellationToken cancellationToken)
    {
        var database = await SqliteDatabase.OpenAsync(
            path,
            durable: fsync == JournalFsync.Group, // Else what the journal lets go could still be lost with the power.
            (connection, token) => SqliteMigrator.Apply(connection, Migration.For("Sqlite"), time, token),
            cancellationToken).ConfigureAwait(false);
        return new OpenedDatabase(database, new SqliteUsageWriter(database), database);
    }

    public static async Task<OpenedDatabase> PostgresAsync(NpgsqlDataSource source, TimeProvider time, CancellationToken cancellationToken)
    {
        var database = await PostgresDatabase.OpenAsync(source, Migration.For("Postgres"), time, cancellationToken).ConfigureAwait(false);
        var writer = new PostgresUsageWriter(database);
        return new OpenedDatabase(database, writer, writer);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => closing.DisposeAsync();
}
