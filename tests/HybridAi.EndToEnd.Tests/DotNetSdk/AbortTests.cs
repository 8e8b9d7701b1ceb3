using HybridAi.Client.Usage;
using HybridAi.EndToEnd.Tests.Hosting;
using OpenAI.Chat;

namespace HybridAi.EndToEnd.Tests.DotNetSdk;

public sealed class AbortTests(SharedProduct shared) : SdkTest(shared)
{
    private const string SlowModel = "gpt-4.1";

    private readonly DateTimeOffset _began = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    [Fact]
    public async Task An_abort_in_the_middle_of_a_stream_reaches_the_provider_and_is_recorded_as_an_estimate()
    {
        await Simulator.ScriptAsync("openai", new { models = new Dictionary<string, object> { [SlowModel] = new { tokensPerSecond = 50 } } });
        using var abort = new CancellationTokenSource();
        var pieces = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in Chat(SlowModel).CompleteChatStreamingAsync([new UserChatMessage("abort-stream [[words:500]]")], cancellationToken: abort.Token))
            {
                if (update.ContentUpdate.Count > 0 && ++pieces == 5)
                    await abort.CancelAsync();
            }
        });

        await AssertCancelledAsync("abort-stream", leastOutput: 4);
    }

    [Fact]
    public async Task An_abort_before_the_answer_reaches_the_provider_and_is_recorded_as_an_estimate()
    {
        await Simulator.ScriptAsync("openai", new { models = new Dictionary<string, object> { [SlowModel] = new { timeToFirstTokenMs = 60_000 } } });
        using var abort = new CancellationTokenSource();
        var call = Chat(SlowModel).CompleteChatAsync([new UserChatMessage("abort-plain")], cancellationToken: abort.Token);
        await Eventually.GetAsync(() => Simulator.RequestsAsync("openai", "abort-plain"), seen => seen.Count == 1, "the provider was not called");

        await abort.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await AssertCancelledAsync("abort-plain", leastOutput: 0);
    }

    private async Task AssertCancelledAsync(string marker, int leastOutput)
    {
        // Other tests of the collection, which run before or after, abort calls too.
        bool IsOwn(UsageRecordDocument record) => record.At >= _began && record.Streamed == leastOutput > 0;
        var seen = await Eventually.GetAsync(
            () => Simulator.RequestsAsync("openai", marker), found => found.All(request => request.Outcome != "pending"), "the provider did not see the hang-up");
        Assert.Equal("cancelled", Assert.Single(seen).Outcome);
        await Simulator.ResetAsync("openai");
        var records = await Product.RecordsAsync(found => found.Any(IsOwn), "no record", new() { Model = SlowModel, Status = "cancelled" });
        var record = Assert.Single(records, IsOwn);
        Assert.Equal("cancelled", record.Outcome);
        Assert.Equal("ClientAborted", record.FailureCause);
        Assert.True(record.Estimated);
        Assert.True(record.Usage.TotalInput > 0);
        Assert.InRange(record.Usage.TotalOutput, leastOutput, 300);
        Assert.True(record.CostUsd > 0);
    }
}
