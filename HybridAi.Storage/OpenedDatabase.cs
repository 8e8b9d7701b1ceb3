using HybridAi.Core.Maintenance;
using HybridAi.Storage.Database;
using HybridAi.Storage.Events;
using HybridAi.Storage.Journal;
using HybridAi.Storage.Migrations;
using HybridAi.Storage.Postgres;
using HybridAi.Storage.Sqlite;
using HybridAi.Storage.Usage;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HybridAi.Storage;

/// <summary>A database with its own ways of writing usage records, of waking those who follow its events and of looking after itself. Disposing it closes what was opened for it.</summary>
internal sealed class OpenedDatabase(IDatabase database, IUsageWriter usageWriter, Pulse pulse, IDatabaseMaintenance maintenance, params IAsyncDisposable[] closing) : IAsyncDisposable
{
    public IDatabase Database => database;

    public IUsageWriter UsageWriter => usageWriter;

    public IDatabaseMaintenance Maintenance => maintenance;

    /// <summary>Beats when events were appended, by whatever process.</summary>
    public Pulse Pulse => pulse;

    public static async Task<OpenedDatabase> SqliteAsync(string path, JournalFsync fsync, TimeProvider time, CancellationToken cancellationToken)
    {
        var database = await SqliteDatabase.OpenAsync(
            path,
            durable: fsync == JournalFsync.Group, // Else what the journal lets go could still be lost with the power.
            (connection, token) => SqliteMigrator.Apply(connection, Migration.For("Sqlite"), time, token),
            cancellationToken).ConfigureAwait(false);
        // No other process writes to the file, so that every change is seen here. That it was no event costs those who look a look.
        var pulse = new Pulse();
        database.Committed = pulse.Beat;
        return new OpenedDatabase(database, new SqliteUsageWriter(database), pulse, new SqliteMaintenance(database), database);
    }

    public static async Task<OpenedDatabase> PostgresAsync(NpgsqlDataSource source, TimeProvider time, ILogger logger, CancellationToken cancellationToken) =>
        Postgres(await PostgresDatabase.OpenAsync(source, Migration.For("Postgres"), time, cancellationToken).ConfigureAwait(false), source, time, logger);

    /// <summary>A database that is away: it is migrated when it is back.</summary>
    public static OpenedDatabase PostgresLater(NpgsqlDataSource source, TimeProvider time, ILogger logger) =>
        Postgres(new PostgresDatabase(source, Migration.For("Postgres"), time), source, time, logger);

    private static OpenedDatabase Postgres(PostgresDatabase database, NpgsqlDataSource source, TimeProvider time, ILogger logger)
    {
        var pulse = new Pulse();
        var writer = new PostgresUsageWriter(database);
        return new OpenedDatabase(database, writer, pulse, new PostgresMaintenance(database), new PostgresListener(source, pulse, time, logger), writer);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var part in closing)
            await part.DisposeAsync().ConfigureAwait(false);
    }
}
