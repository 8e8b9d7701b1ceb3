using HybridAi.Storage.Redis;
using StackExchange.Redis;

namespace HybridAi.Storage.Tests.Redis;

public sealed class RedisScriptTests
{
    [Fact]
    public async Task A_script_that_the_server_knows_is_one_round_trip()
    {
        // Only one probe, so that the server counts nothing but the test's calls.
        var options = RedisRoom.Patient();
        options.ProbeInterval = TimeSpan.FromMinutes(1);
        await using var room = await RedisRoom.OpenAsync(options);
        Assert.Equal(1, await room.AddedAsync("a"));

        await room.Server.CommandAsync("CONFIG RESETSTAT");
        var before = room.Connection.Counts;
        Assert.Equal(2, await room.AddedAsync("a"));
        Assert.Equal(7, await room.AddedAsync("a", atLeast: 2, amount: 5));
        Assert.Equal(-1, await room.AddedAsync("a", atLeast: 8));
        var after = room.Connection.Counts;
        Assert.Equal((before.Sent + 3, before.ScriptsSent), (after.Sent, after.ScriptsSent));
        var stats = await CommandStatsAsync(room);
        Assert.Contains("cmdstat_evalsha:calls=3,", stats);
        Assert.DoesNotContain("cmdstat_eval:", stats);
    }

    [Fact]
    public async Task Scripts_that_the_server_has_forgotten_run_once_each_all_the_same()
    {
        const int Calls = 200;
        await using var room = await RedisRoom.OpenAsync(RedisRoom.Patient());
        Assert.Equal(1, await room.AddedAsync("a"));
        for (var round = 0; round < 3; round++)
        {
            var sent = room.Connection.Counts.ScriptsSent;
            await room.Server.FlushScriptsAsync();
            await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => room.AddedAsync("a")));
            Assert.True(room.Connection.Counts.ScriptsSent > sent);
        }

        Assert.Equal(1 + (3 * Calls) + 1, await room.AddedAsync("a"));
        Assert.Equal(0, room.Connection.Counts.Failed);
    }

    [Fact]
    public async Task A_server_that_was_flushed_begins_anew()
    {
        await using var room = await RedisRoom.OpenAsync(RedisRoom.Patient());
        Assert.Equal(5, await room.AddedAsync("a", amount: 5));
        await room.Server.FlushAsync();
        Assert.Equal(1, await room.AddedAsync("a"));
    }

    [Fact]
    public async Task A_script_may_ask_for_the_servers_time_and_write_it()
    {
        await using var room = await RedisRoom.OpenAsync(RedisRoom.Patient());
        var reply = await room.Connection.EvaluateAsync(RedisScript.Embedded("probe"), [RedisKeys.For("test", "time")], [], default);
        Assert.True(reply.TryGet(out var time));
        var skew = TimeProvider.System.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds((long)time);
        Assert.InRange(skew, TimeSpan.FromHours(-1), TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task A_script_that_fails_is_a_fault_of_ours_said_once_and_no_loss()
    {
        await using var room = await RedisRoom.OpenAsync(RedisRoom.Patient());
        var wrong = new RedisScript("return redis.call('INCRBY', KEYS[1], 'many')");
        for (var i = 0; i < 20; i++)
            Assert.Equal(RedisFailure.Rejected, (await room.Connection.EvaluateAsync(wrong, [RedisKeys.For("test", "a")], [], default)).Failure);
        Assert.False(room.Connection.State.IsDegraded);
        Assert.Equal(20, room.Connection.Counts.Failed);
        Assert.Single(room.Logged, entry => entry.Level == Microsoft.Extensions.Logging.LogLevel.Error);
        Assert.Equal(1, await room.AddedAsync("b"));
    }

    [Theory]
    [InlineData("limit", "org:1/user:2", "{hai}:limit:org:1/user:2")]
    [InlineData("rate-limit", "}{", "{hai}:rate-limit:}{")]
    public void Keys_have_one_hash_tag(string kind, string id, string key) => Assert.Equal(key, (string?)RedisKeys.For(kind, id));

    [Theory]
    [InlineData("", "a")]
    [InlineData("a:b", "a")]
    [InlineData("A", "a")]
    [InlineData("a", "")]
    public void A_key_that_could_be_anothers_is_refused(string kind, string id) => Assert.Throws<ArgumentException>(() => RedisKeys.For(kind, id));

    private static async Task<string> CommandStatsAsync(RedisRoom room)
    {
        var reply = await room.Connection.TryAsync(0, static (database, _) => database.ExecuteAsync("INFO", "commandstats"), default);
        Assert.True(reply.TryGet(out var stats));
        return (string)stats!;
    }
}
