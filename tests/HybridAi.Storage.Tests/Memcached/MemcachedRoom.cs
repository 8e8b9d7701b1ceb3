using System.Collections.Concurrent;
using HybridAi.Storage.Memcached;
using HybridAi.Storage.Tests.Testing;
using Microsoft.Extensions.Logging;
using MemcachedServer = HybridAi.TestServers.MemcachedServer;

namespace HybridAi.Storage.Tests.Memcached;

/// <summary>A client of servers of the test's own, with what was logged.</summary>
internal sealed class MemcachedRoom : IAsyncDisposable, ILogger<MemcachedClient>
{
    private MemcachedRoom(MemcachedServer[] servers, MemcachedOptions options)
    {
        Servers = servers;
        options.Servers = [.. servers.Select(server => server.Address)];
        Client = new MemcachedClient(options, TimeProvider.System, this);
    }

    public MemcachedServer[] Servers { get; }

    public MemcachedClient Client { get; }

    public ConcurrentQueue<string> Logged { get; } = new();

    /// <summary>Deadlines that a busy machine keeps, for tests that are not about them.</summary>
    public static MemcachedOptions Patient() => new() { Deadline = TimeSpan.FromSeconds(5), ProbeInterval = TimeSpan.FromMilliseconds(20) };

    /// <summary>Deadlines that are met soon. What is asserted of them is never how long something took.</summary>
    public static MemcachedOptions Brief() => new() { Deadline = TimeSpan.FromMilliseconds(100), ProbeInterval = TimeSpan.FromMilliseconds(50) };

    public static async Task<MemcachedRoom> OpenAsync(MemcachedOptions options, int servers = 1)
    {
        var room = new MemcachedRoom(await Task.WhenAll(Enumerable.Range(0, servers).Select(_ => MemcachedServer.StartAsync())), options);
        await room.ConnectedAsync();
        return room;
    }

    public Task ConnectedAsync() => Eventually.TrueAsync(() => !Client.State.IsDegraded);

    public Task LostAsync() => Eventually.TrueAsync(() => Client.State.IsDegraded);

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        foreach (var server in Servers)
            await server.DisposeAsync();
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Logged.Enqueue(formatter(state, exception));
}
