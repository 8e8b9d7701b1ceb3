using HybridAi.Storage.Redis;
using HybridAi.Storage.Tests.Testing;
using HybridAi.TestServers;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace HybridAi.Storage.Tests.Redis;

/// <summary>A server that is killed, not there yet, or cannot serve.</summary>
public sealed class RedisLossTests
{
    [Fact]
    public async Task A_killed_server_is_gone_on_without_and_used_again_when_it_is_back()
    {
        await using var room = await RedisRoom.OpenAsync(RedisRoom.Patient());
        var connected = room.Connection.State;
        Assert.Equal(("redis", null), (connected.Name, connected.Detail));
        Assert.Equal(1, await room.AddedAsync("a"));

        await room.Server.KillAsync();
        RedisFailure failure;
        while ((failure = (await room.AddAsync("a")).Failure) != RedisFailure.NotTried)
            Assert.True(failure is RedisFailure.NotConnected or RedisFailure.TimedOut, $"The server is dead, and a call ended with {failure}");
        await Eventually.TrueAsync(() => room.Connection.State.Detail!.StartsWith("no connection; ", StringComparison.Ordinal));
        var lost = room.Connection.State;
        Assert.True(lost.IsDegraded && lost.Since > connected.Since);

        await room.Server.RestartAsync();
        await room.ConnectedAsync();
        Assert.True(room.Connection.State.Since > lost.Since);
        Assert.Equal(1, await room.AddedAsync("a"));
        Assert.Equal([LogLevel.Information, LogLevel.Warning, LogLevel.Information], room.Logged.Select(entry => entry.Level));
        await Eventually.TrueAsync(() => room.Connection.Counts.InFlight == 0);
    }

    [Fact]
    public async Task A_server_that_comes_and_goes_under_load_answers_or_fails_every_call_and_keeps_none()
    {
        await using var room = await RedisRoom.OpenAsync(RedisRoom.Patient());
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 8).Select(_ => Task.Run(() => LoadAsync(room, stop.Token))).ToList();
        for (var round = 0; round < 3; round++)
        {
            await room.Server.KillAsync();
            await room.LostAsync();
            await room.Server.RestartAsync();
            await room.ConnectedAsync();
        }

        await stop.CancelAsync();
        var answered = (await Task.WhenAll(load)).Sum();
        Assert.True(answered > 0);
        await Eventually.TrueAsync(() => room.Connection.Counts.InFlight == 0);
        Assert.Equal(1, await room.AddedAsync("b"));
    }

    [Fact]
    public async Task A_server_that_is_not_there_yet_is_waited_for_without_a_call_waiting()
    {
        var server = await RedisServer.StartAsync();
        await server.KillAsync();
        await using var room = RedisRoom.Begin(server, RedisRoom.Patient());
        var call = room.AddAsync("a");
        Assert.True(call.IsCompleted);
        Assert.Equal(RedisFailure.NotTried, (await call).Failure);
        Assert.True(room.Connection.State.IsDegraded);
        await Eventually.TrueAsync(() => room.Logged.Any(entry => entry.Text.Contains("Redis is lost (no connection)", StringComparison.Ordinal)));

        await server.RestartAsync();
        await room.ConnectedAsync();
        Assert.Equal(1, await room.AddedAsync("a"));
    }

    [Fact]
    public async Task Making_the_client_may_block_and_fail_and_is_tried_again()
    {
        using var goOn = new ManualResetEventSlim();
        var server = await RedisServer.StartAsync();
        var tries = 0;
        ConnectionMultiplexer? client = null;
        await using (var room = RedisRoom.Begin(server, RedisRoom.Patient(), () =>
        {
            goOn.Wait();
            return ++tries < 3 ? throw new InvalidOperationException("No such host.") : client = ConnectionMultiplexer.Connect(server.ConnectionString);
        }))
        {
            Assert.Equal(RedisFailure.NotTried, (await room.AddAsync("a")).Failure);
            Assert.Equal("not connected yet; 0 time-outs and 0 other failures since the start", room.Connection.State.Detail);
            goOn.Set();
            await room.ConnectedAsync();
            Assert.Equal(3, tries);
            Assert.Equal(1, await room.AddedAsync("a"));
            Assert.Single(room.Logged, entry => entry.Text.StartsWith("Redis cannot be connected to", StringComparison.Ordinal));
        }

        client!.Dispose();
    }

    [Fact]
    public async Task A_server_that_is_there_but_takes_no_writes_is_lost_too()
    {
        await using var room = await RedisRoom.OpenAsync(RedisRoom.Patient());
        await room.Server.CommandAsync("CONFIG SET maxmemory 1");
        await room.LostAsync();
        Assert.StartsWith("the server answers OOM; 0 time-outs", room.Connection.State.Detail);
        await room.Server.CommandAsync("CONFIG SET maxmemory 0");
        await room.ConnectedAsync();
        Assert.Equal(1, await room.AddedAsync("a"));
    }

    [Fact]
    public async Task What_is_no_failure_of_redis_is_thrown_and_keeps_no_place()
    {
        await using var room = await RedisRoom.OpenAsync(RedisRoom.Patient());
        var wrong = room.Connection.TryAsync(0, static Task<bool> (_, _) => throw new ArgumentException("a bug"), default);
        await Assert.ThrowsAsync<ArgumentException>(async () => await wrong);
        await Eventually.TrueAsync(() => room.Connection.Counts.InFlight == 0);
        Assert.False(room.Connection.State.IsDegraded);
    }

    private static async Task<int> LoadAsync(RedisRoom room, CancellationToken stop)
    {
        var answered = 0;
        while (!stop.IsCancellationRequested)
        {
            if ((await room.AddAsync("a", cancellationToken: CancellationToken.None)).Failure == RedisFailure.None)
                answered++;
            else
                await Task.Yield();
        }

        return answered;
    }
}
