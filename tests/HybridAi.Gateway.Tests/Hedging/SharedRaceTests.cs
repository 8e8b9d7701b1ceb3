using HybridAi.Gateway.Tests.Caching;
using HybridAi.Gateway.Tests.Hosting;
using static HybridAi.Gateway.Tests.Hedging.HedgingRoom;

namespace HybridAi.Gateway.Tests.Hedging;

/// <summary>A call that identical requests share, and that is hedged.</summary>
public sealed class SharedRaceTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Who_began_it_may_hang_up_before_the_race_or_in_it_and_the_others_get_the_answer_of_the_faster_one(bool streamed, bool before)
    {
        await using var room = await StartAsync(new() { ["Cache:Enabled"] = "true" });
        using var caller = new CancellationTokenSource();
        var leading = AskAsync(room, streamed, caller.Token);
        var first = await room.One.NextAsync();
        var following = AskAsync(room, streamed);
        await CachedGateway.UntilAsync(room.Gateway, flight => flight.Followers == 1);
        if (before)
            await HangUpAsync();
        var second = await room.Gateway.PassTimeUntilAsync(Step, room.Two.NextAsync());
        if (!before)
            await HangUpAsync();
        await room.Gateway.SettleAsync();
        if (streamed)
            await second.StreamAllAsync(Wire.Role, Wire.Text("Hi"), Wire.Finish, Wire.Usage, Wire.Done);
        else
            await second.AnswerAsync(200, Wire.Answer);

        var whole = streamed ? Wire.Role + Wire.Text("Hi") + Wire.Finish + Wire.Done : Wire.Answer;
        using var follower = await following;
        Assert.Equal(("coalesced", "two", whole), (follower.CacheOf(), Header(follower, "x-hybridai-provider"), await follower.Content.ReadAsStringAsync()));
        await first.UntilClosedAsync();
        var records = new[] { await room.RecordAsync(), await room.RecordAsync() };
        var paid = Assert.Single(records, record => record.Cache == "miss");
        Assert.Equal(("two", 2, "HedgeLost"), (paid.Provider, paid.Attempts, Assert.Single(paid.AbandonedAttempts!).FailureCause));
        Assert.Equal(("two", 0, 0L), Assert.Single(records, record => record.Cache == "coalesced") is var shared ? (shared.Provider, shared.Attempts, shared.Cost!.Value.NanoDollars) : default);
        using var after = await AskAsync(room, streamed);
        Assert.Equal(("exact", whole), (after.CacheOf(), await after.Content.ReadAsStringAsync()));
        // What the loser used is not what the answer took.
        Assert.True(paid.Cost!.Value.NanoDollars > Wire.AnswerNanoDollars);
        Assert.All([shared, await room.RecordAsync()], record => Assert.Equal((Wire.AnswerNanoDollars, 10, 4, false), (record.Saved!.Value.NanoDollars, record.Usage.Input, record.Usage.Output, record.Estimated)));
        await room.BeQuietAsync();

        async Task HangUpAsync()
        {
            await caller.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leading);
            await room.Gateway.SettleAsync();
        }
    }

    private static Task<HttpResponseMessage> AskAsync(HedgingRoom room, bool streamed, CancellationToken cancellationToken = default) =>
        streamed ? room.Gateway.StreamAsync(cancellationToken: cancellationToken) : room.Gateway.ChatAsync(Chat, null, cancellationToken);
}
