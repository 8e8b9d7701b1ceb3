using System.Data;
using Dapper;
using HybridAi.Core.Usage;
using HybridAi.Storage.Metrics;
using HybridAi.Storage.Usage;
using Npgsql;

namespace HybridAi.Storage.Postgres;

/// <summary>
/// Writes usage records: COPY into a temporary table, then one INSERT of those that are not there yet. It keeps a connection for itself, so that
/// the temporary table is made once and not with every batch.
/// </summary>
internal sealed class PostgresUsageWriter(PostgresDatabase database) : IUsageWriter, IAsyncDisposable
{
    private const int MostTries = 3;

    // How many times as long as another statement a batch may take: it does more, nobody waits for it, and what is given up has to be sent again.
    private const int Patience = 10;
    private const string Stage = "CREATE TEMPORARY TABLE usage_staging (LIKE usage_records) ON COMMIT DELETE ROWS";
    private const string Copy = $"COPY usage_staging ({UsageColumns.Names}) FROM STDIN (FORMAT BINARY)";

    // All drains insert in the same order, so that two with the same records wait for each other and do not deadlock. Of two in one batch the
    // first stays, as ctid has them in the order of the batch.
    private static readonly string Insert = $"""
        INSERT INTO usage_records ({UsageColumns.Names})
        SELECT {UsageColumns.Names} FROM usage_staging ORDER BY at, id, ctid
        ON CONFLICT (at, id) DO NOTHING;
        """ + UsageNews.InsertMany;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly UsagePartitions _partitions = new(database);
    private NpgsqlConnection? _connection;

    /// <inheritdoc/>
    public async Task InsertAsync(IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await InsertInTurnAsync(records, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public Task<bool> PruneAsync(DateTimeOffset before, int most, CancellationToken cancellationToken) => _partitions.DropOldestAsync(before, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await DisconnectAsync().ConfigureAwait(false);
        _turn.Dispose();
    }

    // What was inserted is not inserted again, so that even a commit of which nothing was heard can be repeated.
    private async Task InsertInTurnAsync(IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await _partitions.EnsureAsync(records, cancellationToken).ConfigureAwait(false);
                await TryInsertAsync(records, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (NpgsqlException failure) when (tries < MostTries && MayGoWell(failure, tries))
            {
                await DisconnectAsync().ConfigureAwait(false);
                _partitions.Forget();
            }
            catch (Exception exception)
            {
                // Whatever it is, the connection may be in any state.
                await DisconnectAsync().ConfigureAwait(false);
                if (exception is NpgsqlException failure && PostgresFailures.IsUnavailable(failure))
                    throw PostgresDatabase.Unavailable(failure);
                throw;
            }
        }
    }

    // A check that fails is a day without its partition: another process dropped what this one had seen.
    private static bool MayGoWell(NpgsqlException failure, int tries) =>
        failure.SqlState == PostgresErrorCodes.CheckViolation || PostgresFailures.IsConflict(failure) || (tries == 1 && PostgresFailures.IsBroken(failure));

    private async Task TryInsertAsync(IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken)
    {
        var connection = await StagedAsync(cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await using (var importer = await connection.BeginBinaryImportAsync(Copy, cancellationToken).ConfigureAwait(false))
        {
            importer.Timeout = TimeSpan.FromSeconds(Patience * connection.CommandTimeout);
            var copy = new UsageCopy(importer, cancellationToken);
            for (var i = 0; i < records.Count; i++)
                await copy.WriteAsync(records[i]).ConfigureAwait(false);
            await importer.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
        await connection.ExecuteAsync(
            new CommandDefinition(Insert, UsageNews.Of(records), transaction, commandTimeout: Patience * connection.CommandTimeout, cancellationToken: cancellationToken))
            .ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<NpgsqlConnection> StagedAsync(CancellationToken cancellationToken)
    {
        if (_connection is null)
        {
            _connection = await database.ConnectAsync(cancellationToken).ConfigureAwait(false);
            await _connection.ExecuteAsync(new CommandDefinition(Stage, cancellationToken: cancellationToken)).ConfigureAwait(false);
        }
        return _connection;
    }

    private async ValueTask DisconnectAsync()
    {
        if (_connection is not { } connection)
            return;
        _connection = null;
        await connection.DisposeAsync().ConfigureAwait(false);
    }
}
