using HybridAi.Gateway.Tests.Hosting;
using static HybridAi.Gateway.Tests.Caching.CachedGateway;

namespace HybridAi.Gateway.Tests.Caching;

/// <summary>Whom a request may follow, and whose affairs are not its own.</summary>
public sealed class FollowingTests
{
    private const string All = """{"all":true}""";
    private static readonly TimeSpan BeyondSkew = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task What_was_asked_before_a_purge_is_not_kept_by_it_when_it_comes_after()
    {
        await using var gateway = await StartAsync();
        var asking = gateway.AskAsync(Question());
        var call = await gateway.One.NextAsync();
        gateway.Time.Advance(BeyondSkew);
        await gateway.PostDocumentAsync("/api/cache/purge", All, 200);
        gateway.Time.Advance(BeyondSkew);
        await call.AnswerAsync(200, Wire.Answer);
        Assert.Equal("miss", (await asking).Cache);
        Assert.Equal(404, (await gateway.AskAsync(Question(""","hybridai":{"cache":"only"}"""))).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_asks_after_a_purge_does_not_follow_who_asked_before(bool streamed)
    {
        await using var gateway = await StartAsync();
        var before = Ask(gateway, streamed);
        var old = await gateway.One.NextAsync();
        await gateway.PostDocumentAsync("/api/cache/purge", All, 200);
        gateway.Time.Advance(BeyondSkew);
        var after = Ask(gateway, streamed);
        var anew = await gateway.One.NextAsync();
        var following = Ask(gateway, streamed);
        await UntilAsync(gateway, flight => flight.Followers == 1);
        await AnswerAsync(old, streamed, "old");
        Assert.Contains("old", (await before).Body);
        await AnswerAsync(anew, streamed, "new");
        Assert.Equal(("miss", true), (await after) is var first ? (first.Cache, first.Body.Contains("new", StringComparison.Ordinal)) : default);
        Assert.Equal(("coalesced", true), (await following) is var second ? (second.Cache, second.Body.Contains("new", StringComparison.Ordinal)) : default);
        Assert.Equal(("exact", true), (await Ask(gateway, streamed)) is var third ? (third.Cache, third.Body.Contains("new", StringComparison.Ordinal)) : default);
    }

    [Fact]
    public async Task A_stream_that_ends_with_its_leaders_own_time_out_is_followed_by_those_only_who_wait_no_longer()
    {
        await using var gateway = await StartAsync();
        var hasty = gateway.StreamAsync(Timeout("5s"));
        var first = await gateway.One.NextAsync();
        await first.StreamAsync();
        await first.EventAsync(Wire.Text("a"));
        using var hastyAnswer = await hasty;
        using var hastier = await gateway.StreamAsync(Timeout("3s"));
        Assert.Equal("coalesced", hastier.CacheOf());
        var patient = gateway.StreamAsync();
        var second = await gateway.One.NextAsync();
        var following = gateway.StreamAsync();
        await UntilAsync(gateway, flight => flight.Timeout is null && flight.Followers == 1);
        await gateway.PassTimeUntilAsync(TimeSpan.FromSeconds(1), hastyAnswer.Content.ReadAsStringAsync());
        await second.StreamAllAsync(Wire.Text("b"), Wire.Finish, Wire.Done);
        foreach (var (answer, cache) in new[] { (await patient, "miss"), (await following, "coalesced") })
        {
            Assert.Equal((cache, Wire.Text("b") + Wire.Finish + Wire.Done), (answer.CacheOf(), await answer.Content.ReadAsStringAsync()));
            answer.Dispose();
        }

        static string Timeout(string text) => $$""","hybridai":{"timeout":"{{text}}"}""";
    }

    [Fact]
    public async Task A_leader_that_hangs_up_while_it_waits_for_room_leaves_its_place_to_those_who_follow()
    {
        await using var gateway = await StartAsync();
        await gateway.PostDocumentAsync("/api/ratelimits/config", """{"name":"one","scope":"provider","target":"one","measure":"concurrent","limit":1,"maxWait":"30s"}""");
        // Of two providers, so that it is known only behind the plan which one has to have room.
        await gateway.PostDocumentAsync("/api/ratelimits/config", """{"name":"two","scope":"provider","target":"two","measure":"concurrent","limit":1,"maxWait":"30s"}""");
        const string Alone = ""","hybridai":{"cache":"off"}""";
        var occupying = new[] { gateway.AskAsync(Question(Alone)), gateway.AskAsync(Question(Alone, model: "two/m")) };
        var (busy, busyToo) = (await gateway.One.NextAsync(), await gateway.Two.NextAsync());
        using var caller = new CancellationTokenSource();
        var leading = gateway.ChatAsync(Question(model: "both"), null, caller.Token);
        await UntilAsync(gateway, flight => flight.Followers == 0);
        var following = gateway.AskAsync(Question(model: "both"));
        await UntilAsync(gateway, flight => flight.Followers == 1);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leading);
        await gateway.SettleAsync();
        await busy.AnswerAsync(200, Wire.Answer);
        var call = await gateway.PassTimeUntilAsync(TimeSpan.FromMilliseconds(20), gateway.One.NextAsync());
        await call.AnswerAsync(200, Wire.Answer);
        await busyToo.AnswerAsync(200, Wire.Answer);
        Assert.Equal((200, "coalesced"), (await following) is var answer ? (answer.Status, answer.Cache) : default);
        Assert.All(await Task.WhenAll(occupying), one => Assert.Equal(200, one.Status));
    }

    private static async Task<(string? Cache, string Body)> Ask(TestGateway gateway, bool streamed)
    {
        using var answer = streamed ? await gateway.StreamAsync() : await gateway.ChatAsync(Question(model: "both"));
        return (answer.CacheOf(), await answer.Content.ReadAsStringAsync());
    }

    private static Task AnswerAsync(UpstreamCall call, bool streamed, string text) => streamed
        ? call.StreamAllAsync(Wire.Text(text), Wire.Finish, Wire.Done)
        : call.AnswerAsync(200, Wire.Answer.Replace("Hi", text, StringComparison.Ordinal));
}
