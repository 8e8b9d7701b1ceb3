using HybridAi.Storage.Migrations;
using HybridAi.Storage.Postgres;
using HybridAi.Storage.Tests.Testing;
using HybridAi.TestServers;
using Npgsql;

[assembly: AssemblyFixture(typeof(MigratedPostgres))]

namespace HybridAi.Storage.Tests.Testing;

/// <summary>A Postgres whose databases may have their tables from the start.</summary>
public sealed class MigratedPostgres : PostgresFixture
{
    private readonly Lazy<Task<string>> _template;

    public MigratedPostgres() => _template = new(MigrateAsync);

    /// <summary>Makes a database that has its tables already.</summary>
    /// <returns>How to connect to it.</returns>
    public async Task<string> CreateMigratedAsync() => await CreateAsync(await _template.Value);

    private async Task<string> MigrateAsync()
    {
        var connectionString = await CreateAsync();
        await using var source = NpgsqlDataSource.Create(connectionString);
        await PostgresDatabase.OpenAsync(source, Migration.For("Postgres"), TimeProvider.System, default);
        return NameOf(connectionString);
    }
}
