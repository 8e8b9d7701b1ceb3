using System.Data;
using System.Data.Common;
using System.Net.Sockets;
using Dapper;
using HybridAi.Storage.Database;
using HybridAi.Storage.Migrations;
using Npgsql;
using Constraint = HybridAi.Storage.Database.Constraint;

namespace HybridAi.Storage.Postgres;

/// <summary>
/// A Postgres database over a data source that belongs to somebody else. Reads see one snapshot; writes are serializable, so that rules over
/// several rows hold with any number of gateways, and are run again when they collide.
/// </summary>
internal sealed class PostgresDatabase : IDatabase
{
    private const int MostTries = 30;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);
    private readonly NpgsqlDataSource _source;
    private readonly IReadOnlyList<Migration> _migrations;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _migrating = new(1, 1);
    private volatile bool _isMigrated;

    /// <summary>Names a database, which may be away: whoever reaches it first brings its schema up to date.</summary>
    /// <param name="source">Where to connect to.</param>
    /// <param name="migrations">The migrations that this release knows.</param>
    /// <param name="time">The clock.</param>
    public PostgresDatabase(NpgsqlDataSource source, IReadOnlyList<Migration> migrations, TimeProvider time)
    {
        TypeHandlers.Register();
        (_source, _migrations, _time) = (source, migrations, time);
    }

    /// <summary>Connects and brings the schema up to date.</summary>
    /// <param name="source">Where to connect to.</param>
    /// <param name="migrations">The migrations that this release knows.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels between migrations.</param>
    /// <exception cref="StorageException">The database cannot be reached (<see cref="StorageUnavailableException"/>), or is not one of this release's.</exception>
    public static async Task<PostgresDatabase> OpenAsync(
        NpgsqlDataSource source, IReadOnlyList<Migration> migrations, TimeProvider time, CancellationToken cancellationToken)
    {
        var database = new PostgresDatabase(source, migrations, time);
        await (await database.ConnectAsync(cancellationToken).ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        return database;
    }

    /// <inheritdoc/>
    public Task<T> ReadAsync<T>(Func<DbConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(
            IsolationLevel.RepeatableRead,
            async (connection, transaction, token) =>
            {
                await connection.ExecuteAsync(new CommandDefinition("SET TRANSACTION READ ONLY", transaction: transaction, cancellationToken: token)).ConfigureAwait(false);
                return await work(connection, token).ConfigureAwait(false);
            },
            static _ => false, // There is nothing to commit.
            cancellationToken);

    /// <inheritdoc/>
    public Task<T> WriteAsync<T>(
        Func<DbConnection, DbTransaction, CancellationToken, Task<T>> work, Func<T, bool>? keep, CancellationToken cancellationToken) =>
        RunAsync(IsolationLevel.Serializable, work, keep, cancellationToken);

    /// <inheritdoc/>
    public Constraint Violated(DbException exception) => exception is not PostgresException failure ? Constraint.None : failure.SqlState switch
    {
        // By Postgres' own naming, which the migrations leave alone.
        PostgresErrorCodes.UniqueViolation when failure.ConstraintName?.EndsWith("_pkey", StringComparison.Ordinal) == true => Constraint.PrimaryKey,
        PostgresErrorCodes.UniqueViolation => Constraint.Unique,
        PostgresErrorCodes.ForeignKeyViolation => Constraint.ForeignKey,
        _ => Constraint.None,
    };

    /// <summary>Takes a connection from the pool, to a database whose schema is up to date.</summary>
    /// <exception cref="StorageException">There is none to be had (<see cref="StorageUnavailableException"/>), or the database is not one of this release's.</exception>
    public async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = await OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        if (_isMigrated)
            return connection;
        try
        {
            await MigrateAsync(connection, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch (Exception failure)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            if (failure is NpgsqlException away && PostgresFailures.IsUnavailable(away))
                throw Unavailable(away);
            throw;
        }
    }

    private async Task MigrateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await _migrating.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isMigrated)
                await PostgresMigrator.ApplyAsync(connection, _migrations, _time, cancellationToken).ConfigureAwait(false);
            _isMigrated = true;
        }
        finally
        {
            _migrating.Release();
        }
    }

    private async Task<NpgsqlConnection> OpenConnectionAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is NpgsqlException or SocketException or IOException or TimeoutException)
        {
            var target = new NpgsqlConnectionStringBuilder(_source.ConnectionString);
            throw new StorageUnavailableException(
                $"The database '{target.Database}' at {target.Host}:{target.Port} cannot be reached: {failure.Message} Start it, or correct the connection string.", failure);
        }
    }

    /// <summary>Runs work in a transaction of a given isolation; again if it collided with others, or met a connection that had broken while it lay in the pool.</summary>
    public async Task<T> RunAsync<T>(
        IsolationLevel isolation, Func<NpgsqlConnection, NpgsqlTransaction, CancellationToken, Task<T>> work, Func<T, bool>? keep, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await TryAsync(isolation, work, keep, cancellationToken).ConfigureAwait(false);
            }
            catch (NpgsqlException failure) when (tries < MostTries && PostgresFailures.IsConflict(failure))
            {
                await Task.Delay(LongestPause * Random.Shared.NextDouble(), _time, cancellationToken).ConfigureAwait(false);
            }
            catch (NpgsqlException failure) when (tries == 1 && PostgresFailures.IsBroken(failure))
            {
                _source.Clear();
            }
            catch (NpgsqlException failure) when (PostgresFailures.IsUnavailable(failure) || PostgresFailures.IsConflict(failure))
            {
                throw Unavailable(failure);
            }
        }
    }

    /// <summary>Says that the database does not do its part.</summary>
    public static StorageUnavailableException Unavailable(NpgsqlException failure) => new($"The database does not answer as it should: {failure.Message}", failure);

    private async Task<T> TryAsync<T>(
        IsolationLevel isolation, Func<NpgsqlConnection, NpgsqlTransaction, CancellationToken, Task<T>> work, Func<T, bool>? keep, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(isolation, cancellationToken).ConfigureAwait(false);
        var result = await work(connection, transaction, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (keep is null || keep(result))
            await CommitAsync(transaction).ConfigureAwait(false);
        return result;
    }

    // Not cancelled: whoever asked for the commit has to see to what follows from it.
    private static async Task CommitAsync(NpgsqlTransaction transaction)
    {
        try
        {
            await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (NpgsqlException failure) when (PostgresFailures.IsUnavailable(failure))
        {
            throw new StorageUnavailableException(
                $"The connection to the database broke during the commit: {failure.Message} Whether the change was made is unknown; read it again.", failure)
            {
                IsOutcomeUnknown = true,
            };
        }
    }
}
