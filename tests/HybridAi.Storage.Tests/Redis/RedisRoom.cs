using System.Collections.Concurrent;
using HybridAi.Storage.Redis;
using HybridAi.Storage.Tests.Testing;
using HybridAi.TestServers;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace HybridAi.Storage.Tests.Redis;

/// <summary>A connection to a server of the test's own, with what was logged.</summary>
internal sealed class RedisRoom : IAsyncDisposable, ILogger<RedisConnection>
{
    /// <summary>Adds to a counter if it is at least what is expected; answers the counter, or -1. What limits and budgets do, in small.</summary>
    public static readonly RedisScript CompareAndAdd = new("""
        local now = tonumber(redis.call('GET', KEYS[1]) or '0')
        if now < tonumber(ARGV[1]) then return -1 end
        return redis.call('INCRBY', KEYS[1], ARGV[2])
        """);

    private ConnectionMultiplexer? _client;

    private RedisRoom(RedisServer server, RedisOptions options, Func<IConnectionMultiplexer>? connect)
    {
        Server = server;
        Connection = new RedisConnection(connect ?? (() => _client = ConnectionMultiplexer.Connect(server.ConnectionString)), options, TimeProvider.System, this);
    }

    public RedisServer Server { get; }

    public RedisConnection Connection { get; }

    public ConcurrentQueue<(LogLevel Level, string Text)> Logged { get; } = new();

    /// <summary>Deadlines that a busy machine keeps, for tests that are not about them.</summary>
    public static RedisOptions Patient() => new() { Deadline = TimeSpan.FromSeconds(5), ProbeInterval = TimeSpan.FromMilliseconds(20) };

    /// <summary>Deadlines that are met soon. What is asserted of them is never how long something took.</summary>
    public static RedisOptions Brief() => new() { Deadline = TimeSpan.FromMilliseconds(100), ProbeInterval = TimeSpan.FromMilliseconds(50) };

    public static async Task<RedisRoom> OpenAsync(RedisOptions options)
    {
        var room = Begin(await RedisServer.StartAsync(), options);
        await room.ConnectedAsync();
        return room;
    }

    public static RedisRoom Begin(RedisServer server, RedisOptions options, Func<IConnectionMultiplexer>? connect = null) => new(server, options, connect);

    public Task ConnectedAsync() => Eventually.TrueAsync(() => !Connection.State.IsDegraded);

    public Task LostAsync() => Eventually.TrueAsync(() => Connection.State.IsDegraded);

    public async Task<RedisReply<long>> AddAsync(string counter, long atLeast = 0, long amount = 1, CancellationToken cancellationToken = default)
    {
        var reply = await Connection.EvaluateAsync(CompareAndAdd, [RedisKeys.For("test", counter)], [atLeast, amount], cancellationToken);
        return reply.TryGet(out var value) ? new RedisReply<long>((long)value) : new RedisReply<long>(reply.Failure);
    }

    public async Task<long> AddedAsync(string counter, long atLeast = 0, long amount = 1)
    {
        var reply = await AddAsync(counter, atLeast, amount);
        Assert.True(reply.TryGet(out var value), $"Redis did not answer: {reply.Failure}, {Connection.State}");
        return value;
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        _client?.Dispose();
        await Server.DisposeAsync();
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Logged.Enqueue((logLevel, formatter(state, exception)));
}
