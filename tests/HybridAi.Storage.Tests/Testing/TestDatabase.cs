using System.Data.Common;
using Dapper;
using HybridAi.Core.Secrets;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace HybridAi.Storage.Tests.Testing;

/// <summary>A database of a test's own, of either kind, and a data directory.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly MigratedPostgres? _postgres;

    private TestDatabase(MigratedPostgres? postgres, string? connectionString)
    {
        (_postgres, ConnectionString) = (postgres, connectionString);
        Source = connectionString is null ? null : NpgsqlDataSource.Create(connectionString);
    }

    /// <summary>The data directory; SQLite's file is in it.</summary>
    public TempDirectory Directory { get; } = new();

    /// <summary>How to connect to Postgres; null: it is SQLite.</summary>
    public string? ConnectionString { get; }

    /// <summary>The Postgres database; null: it is SQLite.</summary>
    public NpgsqlDataSource? Source { get; }

    /// <summary>Makes a database: SQLite without a Postgres.</summary>
    public static async Task<TestDatabase> CreateAsync(MigratedPostgres? postgres, bool migrated = true) =>
        new(postgres, postgres is null ? null : await (migrated ? postgres.CreateMigratedAsync() : postgres.CreateAsync()));

    /// <summary>Opens storage on it.</summary>
    public Task<StorageModule> OpenAsync(Secret? masterKey = null) => Opened.StorageAsync(Directory.Path, null, masterKey, Source);

    /// <summary>Runs a statement past the product.</summary>
    public async Task ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = await ConnectAsync();
        await connection.ExecuteAsync(sql, parameters);
    }

    /// <summary>Reads a value past the product.</summary>
    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var connection = await ConnectAsync();
        return await connection.ExecuteScalarAsync<T>(sql);
    }

    public async Task<DbConnection> ConnectAsync()
    {
        if (Source is not null)
            return await Source.OpenConnectionAsync();
        SQLitePCL.Batteries_V2.Init();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Directory["hybridai.db"], Pooling = false }.ToString());
        await connection.OpenAsync();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        if (Source is not null)
        {
            await Source.DisposeAsync();
            await _postgres!.DropAsync(ConnectionString!);
        }
        Directory.Dispose();
    }
}
