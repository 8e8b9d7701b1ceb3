using HybridAi.Gateway.Tests.Hosting;

namespace HybridAi.Gateway.Tests.RateLimiting;

public sealed class LimitQueueTests : LimitTest
{
    [Fact]
    public async Task A_request_waits_for_room_that_comes_in_time()
    {
        await LimitAsync("w", "key", 1, window: "5s", maxWait: "10s");
        Assert.Equal("200", await AskAsync(1));
        var waiting = AskAsync();
        await WaitingAsync(1);
        Assert.False(waiting.IsCompleted);
        Assert.Equal(200, (await Gateway.PassTimeUntilAsync(TimeSpan.FromMilliseconds(250), waiting)).Status);
        await Gateway.Journal.NextAsync();
        var decision = Assert.Single((await Gateway.Journal.NextAsync()).Decisions!);
        Assert.StartsWith("Waited 5", decision.Text);
        Assert.Contains("The rate limit 'w' (1 requests in 5s", decision.Text);
    }

    [Fact]
    public async Task A_request_does_not_wait_for_room_that_comes_too_late()
    {
        await LimitAsync("w", "key", 1, window: "1m", maxWait: "10s");
        Assert.Equal("200 429", await AskAsync(2));
    }

    [Fact]
    public async Task Requests_wait_for_those_under_way_in_the_order_in_which_they_came_and_not_without_end()
    {
        await LimitAsync("c", "key", 1, window: null, measure: "concurrent", maxWait: "20s", maxWaiting: 2);
        Gateway.One.Answer = null;
        var first = AskAsync(model: "one/m");
        var call = await Gateway.One.NextAsync();
        var second = AskAsync(model: "one/m", more: ",\"seed\":2");
        await WaitingAsync(1);
        var third = AskAsync(model: "one/m", more: ",\"seed\":3");
        await WaitingAsync(2);
        var fourth = await AskAsync(model: "one/m");
        Assert.Equal(429, fourth.Status);
        Assert.Contains("as many requests as may wait for it already do", fourth.Text);

        await call.AnswerAsync(200, Wire.Answer);
        Assert.Equal(200, (await first).Status);
        call = await Gateway.PassTimeUntilAsync(TimeSpan.FromMilliseconds(20), Gateway.One.NextAsync());
        Assert.Contains("\"seed\":2", call.BodyText);
        // The third one's patience ends.
        var refused = await Gateway.PassTimeUntilAsync(TimeSpan.FromMilliseconds(100), third);
        Assert.Equal(429, refused.Status);
        Assert.Contains("had none for 20s", refused.Text);
        await call.AnswerAsync(200, Wire.Answer);
        Assert.Equal(200, (await second).Status);
    }

    [Fact]
    public async Task A_caller_that_hangs_up_leaves_the_line()
    {
        await LimitAsync("c", "key", 1, window: null, measure: "concurrent", maxWait: "30s", maxWaiting: 1);
        Gateway.One.Answer = null;
        var first = AskAsync(model: "one/m");
        var call = await Gateway.One.NextAsync();
        using var gone = new CancellationTokenSource();
        var waiting = Gateway.ChatAsync("""{"model":"one/m","messages":[]}""", cancellationToken: gone.Token);
        await WaitingAsync(1);
        Assert.Equal("429", await AskAsync(1));
        Assert.Equal(429, (await Gateway.Journal.NextAsync()).Status);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal((499, 0), (await Gateway.Journal.NextAsync()) is var record ? (record.Status, record.Attempts) : default);
        var next = AskAsync(model: "one/m");
        await WaitingAsync(1);
        Assert.False(next.IsCompleted);
        await call.AnswerAsync(200, Wire.Answer);
        Assert.Equal(200, (await first).Status);
        await (await Gateway.PassTimeUntilAsync(TimeSpan.FromMilliseconds(20), Gateway.One.NextAsync())).AnswerAsync(200, Wire.Answer);
        Assert.Equal(200, (await next).Status);
    }

    // Until so many stand in line.
    private Task WaitingAsync(int requests) =>
        GatewayCalls.UntilAsync(async () => (await Api.RateLimitStatusAsync()).Data.Sum(row => row.Waiting) == requests);
}
