using Npgsql;

namespace HybridAi.TestServers;

/// <summary>One Postgres for all tests of an assembly, started by the first that asks, with a database for each.</summary>
public class PostgresFixture : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> _server = new(() => PostgresServer.StartAsync());

    /// <summary>Makes a database.</summary>
    /// <param name="template">The database it is a copy of, which nobody may be connected to; null: an empty one.</param>
    /// <returns>How to connect to it.</returns>
    public async Task<string> CreateAsync(string? template = null)
    {
        var server = await _server.Value;
        return server.ConnectionString(await server.CreateDatabaseAsync(template));
    }

    /// <summary>Removes a database, whoever is connected to it.</summary>
    /// <param name="connectionString">How to connect to it.</param>
    public async Task DropAsync(string connectionString) => await (await _server.Value).DropDatabaseAsync(NameOf(connectionString));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
            await (await _server.Value).DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The name of the database to which a text connects.</summary>
    protected static string NameOf(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString).Database!;
}
