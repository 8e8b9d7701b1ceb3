using HybridAi.Storage.Memcached;
using HybridAi.Storage.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAi.Storage.Tests.Memcached;

public sealed class MemcachedClientTests
{
    private static readonly byte[] Value = "value"u8.ToArray();

    [Fact]
    public async Task A_killed_server_is_a_miss_and_used_again_when_it_is_back()
    {
        await using var room = await MemcachedRoom.OpenAsync(MemcachedRoom.Patient());
        Assert.True(await room.Client.SetAsync("a", 1, Value, 60, default));
        await room.Servers[0].KillAsync();
        await room.LostAsync();
        Assert.Equal($"{room.Servers[0].Address}: no connection", room.Client.State.Detail);
        Assert.Null(await room.Client.GetAsync("a", 1, default));
        Assert.False(await room.Client.SetAsync("a", 1, Value, 60, default));
        Assert.False(await room.Client.DeleteAsync("a", 1, default));

        await room.Servers[0].RestartAsync();
        await room.ConnectedAsync();
        Assert.Null(await room.Client.GetAsync("a", 1, default));
        Assert.True(await room.Client.SetAsync("a", 1, Value, 60, default));
        Assert.Equal(Value, await room.Client.GetAsync("a", 1, default));
        Assert.Equal(
            [$"Memcached {room.Servers[0].Address} is there", $"Memcached {room.Servers[0].Address} is lost (no connection): what it has is a miss until it is back", $"Memcached {room.Servers[0].Address} is there"],
            room.Logged);
    }

    [Fact]
    public async Task A_server_that_was_started_again_between_two_calls_is_not_lost()
    {
        // No probe between them.
        var options = MemcachedRoom.Patient();
        options.ProbeInterval = TimeSpan.FromMinutes(1);
        await using var room = await MemcachedRoom.OpenAsync(options);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => room.Client.SetAsync($"key{i}", 1, Value, 60, default).AsTask()));
        await room.Servers[0].KillAsync();
        await room.Servers[0].RestartAsync();
        for (var i = 0; i < 20; i++)
            Assert.True(await room.Client.SetAsync("a", 1, Value, 60, default));
        Assert.False(room.Client.State.IsDegraded);
    }

    [Fact]
    public async Task A_server_that_hangs_is_a_miss_after_the_deadline_and_no_late_answer_is_taken_for_anothers()
    {
        await using var room = await MemcachedRoom.OpenAsync(MemcachedRoom.Brief());
        await Eventually.TrueAsync(async () => await room.Client.SetAsync("a", 1, Value, 60, default));
        await Eventually.TrueAsync(async () => await room.Client.SetAsync("b", 1, "other"u8.ToArray(), 60, default));
        room.Servers[0].Pause();
        Assert.Null(await room.Client.GetAsync("a", 1, default));
        await room.LostAsync();
        Assert.Equal($"{room.Servers[0].Address}: no answer within 100 ms", room.Client.State.Detail);
        // While it is open no call is made, so none takes time.
        Assert.True(room.Client.GetAsync("a", 1, default).IsCompleted);
        room.Servers[0].Continue();
        await room.ConnectedAsync();
        await Eventually.TrueAsync(async () => await room.Client.GetAsync("b", 1, default) is { } value && value.SequenceEqual("other"u8.ToArray()));
        await Eventually.TrueAsync(async () => await room.Client.GetAsync("a", 1, default) is { } value && value.SequenceEqual(Value));
    }

    [Fact]
    public async Task A_caller_that_gives_up_says_so_and_harms_nobody()
    {
        await using var room = await MemcachedRoom.OpenAsync(MemcachedRoom.Patient());
        Assert.True(await room.Client.SetAsync("a", 1, Value, 60, default));
        room.Servers[0].Pause();
        using var giveUp = new CancellationTokenSource();
        var call = room.Client.GetAsync("a", 1, giveUp.Token);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await call);
        room.Servers[0].Continue();
        Assert.Equal(Value, await room.Client.GetAsync("a", 1, default));
        Assert.False(room.Client.State.IsDegraded);
    }

    [Fact]
    public async Task Keys_spread_over_the_servers_and_only_those_of_a_lost_one_are_not_there()
    {
        await using var room = await MemcachedRoom.OpenAsync(MemcachedRoom.Patient(), servers: 3);
        var keys = Enumerable.Range(0, 300).Select(i => (Key: $"key{i}", Hash: (ulong)i * 0x9E3779B97F4A7C15)).ToArray();
        foreach (var (key, hash) in keys)
            Assert.True(await room.Client.SetAsync(key, hash, Value, 60, default));
        var counts = await Task.WhenAll(room.Servers.Select(async server => (await server.CommandAsync("stats", "END")).Single(line => line.StartsWith("STAT curr_items ", StringComparison.Ordinal))));
        Assert.All(counts, count => Assert.InRange(int.Parse(count["STAT curr_items ".Length..], System.Globalization.CultureInfo.InvariantCulture), 60, 140));

        await room.Servers[1].KillAsync();
        await room.LostAsync();
        foreach (var (key, hash) in keys)
            Assert.Equal(room.Client.NameOf(hash) == room.Servers[1].Address, await room.Client.GetAsync(key, hash, default) is null);
    }

    [Fact]
    public async Task When_a_server_is_added_only_the_keys_that_it_gets_move()
    {
        await using var before = Client("a", "b", "c");
        await using var after = Client("d", "c", "b", "a");
        var moved = 0;
        for (var hash = 0UL; hash < 4000; hash++)
        {
            if (before.NameOf(hash) == after.NameOf(hash))
                continue;
            Assert.Equal("d:11211", after.NameOf(hash));
            moved++;
        }

        Assert.InRange(moved, 800, 1200);
    }

    [Theory]
    [InlineData("HELLO\r\n")]
    [InlineData("ERROR\r\n")]
    [InlineData("CLIENT_ERROR bad command line format\r\n")]
    [InlineData("SERVER_ERROR out of memory writing get response\r\n")]
    [InlineData("VALUE b 0 5\r\nvalue\r\nEND\r\n")]
    [InlineData("VALUE a 0 -1\r\nvalue\r\nEND\r\n")]
    [InlineData("VALUE a 0 99999999\r\nvalue\r\nEND\r\n")]
    [InlineData("VALUE a 0 4\r\nvalue\r\nEND\r\n")]
    [InlineData("VALUE a 0 5\r\nvalue\r\nVALUE\r\n")]
    [InlineData("VALUE a 0\r\n")]
    public async Task An_answer_that_is_not_the_protocols_closes_the_connection(string answer)
    {
        await using var server = new ScriptedServer { Answer = answer };
        // One at a time, so that connections can be counted, and no probe after the first.
        await using var client = new MemcachedClient(
            new MemcachedOptions { Servers = [server.Address], MaxConnections = 1, Deadline = TimeSpan.FromSeconds(5), ProbeInterval = TimeSpan.FromMinutes(1) }, TimeProvider.System,
            NullLogger<MemcachedClient>.Instance);
        await Eventually.TrueAsync(() => !client.State.IsDegraded);
        Assert.Null(await client.GetAsync("a", 1, default));
        Assert.Equal(1, server.Connections);
        server.Answer = "VALUE a 0 5\r\nvalue\r\nEND\r\n";
        Assert.Equal(Value, await client.GetAsync("a", 1, default));
        Assert.Equal(Value, await client.GetAsync("a", 1, default));
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task A_server_that_refuses_a_value_keeps_its_connection()
    {
        await using var room = await MemcachedRoom.OpenAsync(MemcachedRoom.Patient());
        Assert.False(await room.Client.SetAsync("a", 1, new byte[2 * 1024 * 1024], 60, default));
        Assert.True(await room.Client.SetAsync("a", 1, Value, 60, default));
        Assert.False(room.Client.State.IsDegraded);
    }

    [Fact]
    public async Task Errors_in_a_row_open_the_breaker()
    {
        await using var server = new ScriptedServer { Answer = "ERROR\r\n" };
        await using var client = new MemcachedClient(
            new MemcachedOptions { Servers = [server.Address], FailuresToOpen = 3, Deadline = TimeSpan.FromSeconds(5), ProbeInterval = TimeSpan.FromMinutes(1) }, TimeProvider.System,
            NullLogger<MemcachedClient>.Instance);
        await Eventually.TrueAsync(() => !client.State.IsDegraded);
        for (var i = 0; i < 3; i++)
        {
            Assert.False(client.State.IsDegraded);
            Assert.Null(await client.GetAsync("a", 1, default));
        }

        Assert.Equal($"{server.Address}: the server answers ERROR", client.State.Detail);
    }

    private static MemcachedClient Client(params string[] servers) =>
        new(new MemcachedOptions { Servers = [.. servers], ProbeInterval = TimeSpan.FromMinutes(1) }, TimeProvider.System, NullLogger<MemcachedClient>.Instance);
}
