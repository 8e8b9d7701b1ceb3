using System.Data.Common;
using Dapper;
using HybridAi.Core.Caching;
using HybridAi.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace HybridAi.Storage.Caching;

/// <summary>
/// The SQLite file of the disk level: sealed answers, and beside them what has to be written when one is used, so that a use does not write the answer again. Held by a lock, since
/// two processes would each count for themselves.
/// </summary>
internal sealed class DiskCacheFile : IAsyncDisposable
{
    // Raised when the tables change: what another version left is dropped, it is only a cache.
    private const long Version = 1;

    // "HAIC": that a file is ours at all (https://www.sqlite.org/pragma.html#pragma_application_id).
    private const long Application = 0x48414943;

    // What a row costs besides its value.
    private const long Overhead = 256;
    private const int EvictedAtOnce = 64;

    private const string Create = """
        CREATE TABLE entries (key BLOB NOT NULL PRIMARY KEY, id INTEGER NOT NULL, used INTEGER NOT NULL, expires_at INTEGER NOT NULL, size INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE bodies (id INTEGER NOT NULL PRIMARY KEY, value BLOB NOT NULL);
        CREATE TABLE totals (entries INTEGER NOT NULL, bytes INTEGER NOT NULL);
        CREATE INDEX entries_used ON entries (used);
        CREATE INDEX entries_expires_at ON entries (expires_at);
        INSERT INTO totals (entries, bytes) VALUES (0, 0);
        """;

    private const string Drop = "DROP TABLE IF EXISTS entries; DROP TABLE IF EXISTS bodies; DROP TABLE IF EXISTS totals;";
    private const string Columns = "SELECT key AS Key, id AS Id, size AS Size FROM entries";

    private readonly SqliteDatabase _database;
    private readonly FileStream _lock;
    private readonly long _mostBytes;
    private long _use;

    private DiskCacheFile(SqliteDatabase database, FileStream held, long mostBytes, long use) => (_database, _lock, _mostBytes, _use) = (database, held, mostBytes, use);

    /// <summary>Opens the file, making it if it is not there, and gives up what is over the bound.</summary>
    /// <exception cref="IOException">Another process has it.</exception>
    /// <exception cref="StorageException">It cannot be opened, perhaps because it is damaged, or is another program's.</exception>
    /// <exception cref="SqliteException">It is damaged, or the disk fails.</exception>
    public static async Task<DiskCacheFile> OpenAsync(string path, long mostBytes, CancellationToken cancellationToken)
    {
        var held = new FileStream($"{path}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        try
        {
            var use = 0L;
            var database = await SqliteDatabase.OpenAsync(path, durable: false, (connection, _) => use = Prepare(connection), cancellationToken).ConfigureAwait(false);
            var file = new DiskCacheFile(database, held, mostBytes, use);
            await file.TidyAsync([], DateTimeOffset.MinValue, cancellationToken).ConfigureAwait(false);
            return file;
        }
        catch (Exception)
        {
            await held.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The number of a use: greater than those of all before.</summary>
    public long NextUse() => Interlocked.Increment(ref _use);

    public async Task<byte[]?> FindAsync(byte[] key, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string Select = "SELECT bodies.value FROM entries JOIN bodies ON bodies.id = entries.id WHERE entries.key = @key AND entries.expires_at > @now";
        return await _database.ReadAsync(
            (connection, token) => connection.ExecuteScalarAsync<byte[]?>(new CommandDefinition(Select, new { key, now = now.ToUnixTimeMilliseconds() }, cancellationToken: token)),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Keeps a value in the place of any of its key, having taken note of uses, and gives up for it what was least recently used.</summary>
    /// <returns>How many went for want of room.</returns>
    public Task<int> KeepAsync(byte[] key, byte[] value, DateTimeOffset expiresAt, IReadOnlyCollection<KeyValuePair<CacheKey, long>> uses, CancellationToken cancellationToken)
    {
        const string InsertBody = "INSERT INTO bodies (value) VALUES (@value); SELECT last_insert_rowid()";
        const string InsertEntry = "INSERT INTO entries (key, id, used, expires_at, size) VALUES (@key, @id, @used, @expiresAt, @size)";
        var size = value.Length + Overhead;
        return _database.WriteAsync(
            async (connection, transaction, token) =>
            {
                await RemoveAsync(connection, transaction, key, token).ConfigureAwait(false);
                var id = await connection.ExecuteScalarAsync<long>(new CommandDefinition(InsertBody, new { value }, transaction, cancellationToken: token)).ConfigureAwait(false);
                await connection.ExecuteAsync(new CommandDefinition(
                    InsertEntry, new { key, id, used = NextUse(), expiresAt = expiresAt.ToUnixTimeMilliseconds(), size }, transaction, cancellationToken: token)).ConfigureAwait(false);
                await CountAsync(connection, transaction, 1, size, token).ConfigureAwait(false);
                await NoteUsesAsync(connection, transaction, uses, token).ConfigureAwait(false);
                return await EvictAsync(connection, transaction, token).ConfigureAwait(false);
            },
            keep: null,
            cancellationToken);
    }

    public Task RemoveAsync(byte[] key, CancellationToken cancellationToken) => _database.WriteAsync(
        (connection, transaction, token) => RemoveAsync(connection, transaction, key, token), keep: null, cancellationToken);

    /// <summary>Takes note of uses, and removes some of what has expired.</summary>
    public Task<int> TidyAsync(IReadOnlyCollection<KeyValuePair<CacheKey, long>> uses, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string Expired = $"{Columns} WHERE expires_at <= @now LIMIT 500";
        return _database.WriteAsync(
            async (connection, transaction, token) =>
            {
                await NoteUsesAsync(connection, transaction, uses, token).ConfigureAwait(false);
                var expired = await connection.QueryAsync<Row>(new CommandDefinition(Expired, new { now = now.ToUnixTimeMilliseconds() }, transaction, cancellationToken: token)).ConfigureAwait(false);
                foreach (var row in expired.AsList())
                    await RemoveAsync(connection, transaction, row, token).ConfigureAwait(false);
                return await EvictAsync(connection, transaction, token).ConfigureAwait(false);
            },
            keep: null,
            cancellationToken);
    }

    /// <summary>How many answers there are, and their bytes.</summary>
    public Task<(long Entries, long Bytes)> TotalsAsync(CancellationToken cancellationToken) => _database.ReadAsync(
        (connection, token) => connection.QuerySingleAsync<(long Entries, long Bytes)>(new CommandDefinition("SELECT entries, bytes FROM totals", cancellationToken: token)), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync().ConfigureAwait(false);
        await _lock.DisposeAsync().ConfigureAwait(false);
    }

    private static long Prepare(SqliteConnection connection)
    {
        if (connection.ExecuteScalar<long>("PRAGMA application_id") != Application && connection.ExecuteScalar<long>("SELECT COUNT(*) FROM sqlite_master") != 0)
            throw new StorageException($"'{connection.DataSource}' is another program's database; name another file.");
        if (connection.ExecuteScalar<long>("PRAGMA user_version") != Version)
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            connection.Execute(Drop, transaction: transaction);
            connection.Execute(Create, transaction: transaction);
            connection.Execute($"PRAGMA user_version = {Version}; PRAGMA application_id = {Application}", transaction: transaction);
            transaction.Commit();
        }

        // After the bound was lowered, or much has expired while the process was down, the file is mostly empty pages.
        if (connection.ExecuteScalar<long>("PRAGMA freelist_count") > connection.ExecuteScalar<long>("PRAGMA page_count") / 2)
            connection.Execute("VACUUM");
        return connection.ExecuteScalar<long>("SELECT COALESCE(MAX(used), 0) FROM entries");
    }

    private static async Task NoteUsesAsync(DbConnection connection, DbTransaction transaction, IReadOnlyCollection<KeyValuePair<CacheKey, long>> uses, CancellationToken cancellationToken)
    {
        const string Update = "UPDATE entries SET used = @used WHERE key = @key AND used < @used";
        foreach (var (key, used) in uses)
            await connection.ExecuteAsync(new CommandDefinition(Update, new { key = DiskCacheLevel.BytesOf(key), used }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
    }

    private async Task<int> EvictAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        const string Oldest = $"{Columns} ORDER BY used LIMIT @EvictedAtOnce";
        var bytes = await connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT bytes FROM totals", transaction: transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        var count = 0;
        while (bytes > _mostBytes)
        {
            var oldest = (await connection.QueryAsync<Row>(new CommandDefinition(Oldest, new { EvictedAtOnce }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false)).AsList();
            for (var i = 0; i < oldest.Count && bytes > _mostBytes; i++)
            {
                await RemoveAsync(connection, transaction, oldest[i], cancellationToken).ConfigureAwait(false);
                bytes -= oldest[i].Size;
                count++;
            }

            if (oldest.Count == 0)
                break;
        }

        return count;
    }

    private static async Task<bool> RemoveAsync(DbConnection connection, DbTransaction transaction, byte[] key, CancellationToken cancellationToken)
    {
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition($"{Columns} WHERE key = @key", new { key }, transaction, cancellationToken: cancellationToken))
            .ConfigureAwait(false);
        if (row is null)
            return false;
        await RemoveAsync(connection, transaction, row, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static async Task RemoveAsync(DbConnection connection, DbTransaction transaction, Row row, CancellationToken cancellationToken)
    {
        const string Delete = "DELETE FROM entries WHERE key = @Key; DELETE FROM bodies WHERE id = @Id";
        await connection.ExecuteAsync(new CommandDefinition(Delete, row, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        await CountAsync(connection, transaction, -1, -row.Size, cancellationToken).ConfigureAwait(false);
    }

    private static Task CountAsync(DbConnection connection, DbTransaction transaction, long entries, long bytes, CancellationToken cancellationToken) => connection.ExecuteAsync(
        new CommandDefinition("UPDATE totals SET entries = entries + @entries, bytes = bytes + @bytes", new { entries, bytes }, transaction, cancellationToken: cancellationToken));

    private sealed record Row(byte[] Key, long Id, long Size);
}
