using System.Runtime.InteropServices;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Storage.Audit;
using HybridAi.Storage.Migrations;
using HybridAi.Storage.Sqlite;
using HybridAi.Storage.Tenancy;
using HybridAi.Storage.Tests.Testing;
using HybridAi.Storage.Usage;
using Microsoft.Data.Sqlite;

namespace HybridAi.Storage.Tests.Usage;

/// <summary>
/// Connections take no locks, so nothing of them may be left to the finalizer: it would end a statement on its own thread while the
/// connection's thread works, and break the process.
/// </summary>
public sealed class OpenStatementsTests : IAsyncLifetime
{
    private readonly TempDirectory _directory = new();
    private SqliteDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await SqliteDatabase.OpenAsync(
        _directory["db"], durable: false, (connection, token) => SqliteMigrator.Apply(connection, Migration.For("Sqlite"), TimeProvider.System, token), default);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Every_statement_is_ended_by_the_work_that_began_it()
    {
        var store = new UsageStore(_database, new SqliteUsageWriter(_database));
        var record = Records.Usage();
        var query = new UsageQuery { From = record.At.AddHours(-1), To = record.At.AddHours(1), Limit = 10 };
        for (var i = 0; i < 20; i++)
        {
            await store.InsertAsync([record], default);
            await store.FindAsync(record.Id, null, default);
            await store.ListAsync(query, default);
            await store.SummarizeAsync(query, 3, default);
            await new TenancyStore(_database).OrganizationsAsync(default);
            await new AuditStore(_database).ListAsync(OrganizationId.Default, null, null, 10, default);
        }

        Assert.All(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _database.ReadAsync((connection, _) => Task.FromResult(HasStatement(connection)), default))), Assert.False);
        Assert.False(await _database.WriteAsync((connection, _, _) => Task.FromResult(HasStatement(connection)), null, default));
    }

    private static bool HasStatement(System.Data.Common.DbConnection connection) => NextStatement(((SqliteConnection)connection).Handle!.DangerousGetHandle(), 0) != 0;

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_next_stmt", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    private static extern nint NextStatement(nint database, nint after);
}
