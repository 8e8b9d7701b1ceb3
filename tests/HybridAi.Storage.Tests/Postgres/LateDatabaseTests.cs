using HybridAi.Core.Configuration;
using HybridAi.Core.Secrets;
using HybridAi.Storage.Configuration;
using HybridAi.Storage.Journal;
using HybridAi.Storage.Secrets;
using HybridAi.Storage.Tests.Testing;
using HybridAi.TestServers;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace HybridAi.Storage.Tests.Postgres;

/// <summary>Starts while the database is away.</summary>
public sealed class LateDatabaseTests : IAsyncLifetime
{
    private static readonly Secret MasterKeyText = new(new string('c', 64));
    private readonly TempDirectory _directory = new();
    private PostgresServer _server = null!;
    private NpgsqlDataSource _source = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.StartAsync();
        _source = NpgsqlDataSource.Create(_server.ConnectionString(await _server.CreateDatabaseAsync()) + ";Timeout=2;Command Timeout=2");
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task With_a_copy_storage_opens_journals_and_migrates_a_database_that_comes_later()
    {
        await new ConfigurationCopy(_directory["snapshot.bin"], MasterKey.Parse(MasterKeyText), NullLogger.Instance).SaveAsync(Copy(), default);
        await _server.StopAsync();
        await using var storage = await OpenAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(42, storage.Copy!.Load()!.Version);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => storage.Configuration.ReadAsync(default));
        var record = Records.Usage();
        Assert.True(await storage.Journal.StartAsync(record.Marker()));
        Assert.True(await storage.Journal.CompleteAsync(record));
        await _server.StartAgainAsync();
        // Many at once find a database without a single table.
        var versions = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => storage.Configuration.VersionAsync(default)));
        Assert.All(versions, version => Assert.Equal(0, version));
        await storage.Journal.FlushAsync(default);
        Assert.Equal(record, await storage.Usage.FindAsync(record.Id, null, default));
        // What wakes was connected anew. That wakes once by itself, the second time only a change can.
        for (var i = 0; i < 2; i++)
        {
            var appended = storage.Events.Appended;
            await storage.ProviderKeys.SetAsync("groq", new Secret("k"), Records.Audit(), default);
            await appended.WaitAsync(Eventually.Longest);
        }
    }

    [Fact]
    public async Task A_copy_that_cannot_be_read_is_none()
    {
        await File.WriteAllTextAsync(_directory["snapshot.bin"], "damaged");
        await _server.StopAsync();
        var error = await Assert.ThrowsAsync<StorageUnavailableException>(() => OpenAsync(TimeSpan.Zero));
        Assert.Contains("There is no copy", error.Message, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{_server.Port} cannot be reached", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_copy_a_start_waits_for_the_database()
    {
        await _server.StopAsync();
        var opening = OpenAsync(TimeSpan.FromMinutes(10));
        await _server.StartAgainAsync();
        await using var storage = await opening;
        Assert.Single(await storage.Tenancy.OrganizationsAsync(default));
    }

    private static StoredConfiguration Copy() => new()
    {
        Version = 42, ReadAt = Records.Now(), Keys = [], ProviderKeys = new Dictionary<string, Secret>(), Providers = [],
    };

    private Task<StorageModule> OpenAsync(TimeSpan timeout) => StorageModule.OpenAsync(
        new StorageOptions
        {
            DataDirectory = _directory.Path,
            MasterKey = MasterKeyText,
            StartTimeout = timeout,
            Journal = new JournalOptions { Node = "node", MaxBackoff = TimeSpan.FromMilliseconds(200), SegmentBytes = 1024 * 1024 },
        },
        _source, TimeProvider.System, null, default);
}
