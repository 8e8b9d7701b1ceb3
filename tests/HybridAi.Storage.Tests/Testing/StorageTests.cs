using HybridAi.Core.Secrets;

namespace HybridAi.Storage.Tests.Testing;

/// <summary>Tests of what is stored, run on both databases by two subclasses.</summary>
/// <param name="postgres">Where to make a database; null: on SQLite.</param>
public abstract class StorageTests(MigratedPostgres? postgres) : IAsyncLifetime
{
    protected StorageModule Storage { get; private set; } = null!;

    private protected TestDatabase Database { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync(postgres);
        Storage = await Database.OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Storage.DisposeAsync();
        await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the storage and opens it again on the same database.</summary>
    protected async Task ReopenAsync(Secret? masterKey = null)
    {
        await Storage.DisposeAsync();
        Storage = await Database.OpenAsync(masterKey);
    }
}
