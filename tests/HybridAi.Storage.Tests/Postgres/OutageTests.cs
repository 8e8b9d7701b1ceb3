using System.Collections.Concurrent;
using HybridAi.Core.Usage;
using HybridAi.Storage.Journal;
using HybridAi.Storage.Tests.Testing;
using HybridAi.TestServers;
using Npgsql;

namespace HybridAi.Storage.Tests.Postgres;

/// <summary>A Postgres that goes away in the midst of work, and comes back.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    private readonly TempDirectory _directory = new();
    private PostgresServer _server = null!;
    private NpgsqlDataSource _source = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.StartAsync();
        var database = await _server.CreateDatabaseAsync();
        _source = NpgsqlDataSource.Create(_server.ConnectionString(database) + ";Timeout=2;Command Timeout=1");
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Records_drained_into_a_server_that_is_killed_and_frozen_are_all_there_once()
    {
        var journaled = new ConcurrentBag<Guid>();
        await using (var storage = await OpenAsync())
        {
            using var end = new CancellationTokenSource();
            var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => JournalAsync(storage.Journal, journaled, end.Token))));
            for (var round = 0; round < 3; round++)
            {
                var before = journaled.Count;
                await Eventually.TrueAsync(() => journaled.Count > before + 500);
                await _server.KillAsync();
                await Eventually.TrueAsync(() => storage.Journal.Delayed is not null);
                await _server.StartAgainAsync();
                await Eventually.TrueAsync(() => storage.Journal.Delayed is null);
            }
            _server.Freeze();
            await Eventually.TrueAsync(() => storage.Journal.Delayed is not null);
            _server.Thaw();
            await end.CancelAsync();
            await writing;
            await storage.Journal.FlushAsync(default);
        }
        await using var connection = await _source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("SELECT id FROM usage_records", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var stored = new List<Guid>();
        while (await reader.ReadAsync())
            stored.Add(reader.GetGuid(0));
        Assert.Equal(journaled.Order(), stored.Order());
        Assert.False(Directory.Exists(_directory["journal/quarantine"]));
    }

    [Fact]
    public async Task Stores_say_that_the_database_is_away_and_go_on_once_it_is_back()
    {
        await using var storage = await OpenAsync();
        Assert.Single(await storage.Tenancy.OrganizationsAsync(default));
        await _server.KillAsync();
        await Assert.ThrowsAsync<StorageUnavailableException>(() => storage.Tenancy.OrganizationsAsync(default));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => storage.ProviderKeys.SetAsync("openai", new("k"), Records.Audit(), default));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => storage.Usage.InsertAsync([Records.Usage()], default));
        await _server.StartAgainAsync();
        Assert.Single(await storage.Tenancy.OrganizationsAsync(default));
        await storage.ProviderKeys.SetAsync("openai", new("k"), Records.Audit(), default);
        await storage.Usage.InsertAsync([Records.Usage()], default);
        _server.Freeze();
        await Assert.ThrowsAsync<StorageUnavailableException>(() => storage.Tenancy.OrganizationsAsync(default));
        _server.Thaw();
        Assert.Single(await storage.Tenancy.OrganizationsAsync(default));
    }

    [Fact]
    public async Task Storage_does_not_open_without_its_database_and_leaves_the_directory_free()
    {
        await _server.StopAsync();
        var error = await Assert.ThrowsAsync<StorageUnavailableException>(OpenAsync);
        Assert.Contains($"127.0.0.1:{_server.Port} cannot be reached", error.Message, StringComparison.Ordinal);
        await _server.StartAgainAsync();
        await using var storage = await OpenAsync();
        Assert.Single(await storage.Tenancy.OrganizationsAsync(default));
    }

    private Task<StorageModule> OpenAsync() => StorageModule.OpenAsync(
        new StorageOptions
        {
            DataDirectory = _directory.Path,
            StartTimeout = TimeSpan.Zero,
            Journal = new JournalOptions { Node = "node", DrainInterval = TimeSpan.FromMilliseconds(10), MaxBackoff = TimeSpan.FromMilliseconds(200), SegmentBytes = 1024 * 1024 },
        },
        _source, TimeProvider.System, null, default);

    private static async Task JournalAsync(UsageJournal journal, ConcurrentBag<Guid> journaled, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (!cancellationToken.IsCancellationRequested)
        {
            var record = Records.Usage();
            Assert.True(await journal.StartAsync(record.Marker()));
            Assert.True(await journal.CompleteAsync(record));
            journaled.Add(record.Id);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
