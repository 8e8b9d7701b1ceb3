using HybridAi.Storage.Migrations;
using HybridAi.Storage.Postgres;
using HybridAi.Storage.Tests.Testing;
using HybridAi.TestServers;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace HybridAi.Storage.Tests.Testing;

/// <summary>One Postgres for all tests, started by the first that asks, with a database for each.</summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private readonly Lazy<Task<(PostgresServer Server, string Template)>> _started = new(StartAsync);

    /// <summary>Makes a database.</summary>
    /// <param name="migrated">Whether it has its tables already.</param>
    /// <returns>How to connect to it.</returns>
    public async Task<string> CreateAsync(bool migrated = true)
    {
        var (server, template) = await _started.Value;
        return server.ConnectionString(await server.CreateDatabaseAsync(migrated ? template : null));
    }

    /// <summary>Removes a database.</summary>
    public async Task DropAsync(string connectionString)
    {
        var (server, _) = await _started.Value;
        await server.DropDatabaseAsync(new NpgsqlConnectionStringBuilder(connectionString).Database!);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_started.IsValueCreated)
            await (await _started.Value).Server.DisposeAsync();
    }

    private static async Task<(PostgresServer Server, string Template)> StartAsync()
    {
        var server = await PostgresServer.StartAsync();
        var template = await server.CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(server.ConnectionString(template));
        await PostgresDatabase.OpenAsync(source, Migration.For("Postgres"), TimeProvider.System, default);
        return (server, template);
    }
}
