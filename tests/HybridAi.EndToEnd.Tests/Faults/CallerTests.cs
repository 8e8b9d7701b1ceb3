using System.Text.Json;
using HybridAi.Client.Tenancy;
using HybridAi.Client.Usage;
using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.Faults;

/// <summary>Callers that read slowly, not at all, or vanish.</summary>
[Collection(FaultyProvidersCollection.Name)]
public sealed class CallerTests(FaultyProviders faulty) : IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await faulty.HealAsync();

    [Fact]
    public async Task A_caller_that_reads_slowly_gets_everything_and_the_provider_is_not_blamed()
    {
        await faulty.Simulator.ScriptAsync("groq", new { stall = new { afterTokens = 4 } });
        using var caller = await RawCaller.SendAsync(faulty.Gateway, "slow-reader", LongRequest("slow-reader"));
        var tail = "";
        for (var pause = 0; pause < 2; pause++)
        {
            tail = await caller.ReadAsync();
            // As long as the idle time-out: another call, which begins now, meets it. Meanwhile the pipes are full, so that the provider cannot say the rest.
            Assert.Equal("provider_idle_timeout", (await faulty.AskAsync(streamed: true, FaultyProviders.Second)).ErrorCode);
            Assert.Equal("pending", Assert.Single(await faulty.Simulator.RequestsAsync("openai", "slow-reader.")).Outcome);
        }

        while (!tail.Contains("data: [DONE]", StringComparison.Ordinal))
        {
            var more = await caller.ReadAsync();
            Assert.False(more.Length == 0, $"the stream ended early: {tail}");
            tail = tail[Math.Max(0, tail.Length - 300)..] + more;
        }

        var record = await faulty.Gateway.RecordOfSessionAsync("slow-reader");
        Assert.Equal(("succeeded", false), (record.Outcome, record.Estimated));
    }

    [Fact]
    public async Task A_caller_that_stops_reading_is_let_go_and_the_call_is_recorded()
    {
        using var caller = await RawCaller.SendAsync(faulty.Gateway, "no-reader", LongRequest("no-reader", timeout: "6s"));
        Assert.StartsWith("HTTP/1.1 200", await caller.ReadAsync(), StringComparison.Ordinal);

        var record = await faulty.Gateway.RecordOfSessionAsync("no-reader");

        Assert.Contains(record.Outcome, new[] { "cancelled", "failed" });
        Assert.True(record.Estimated && record.Usage.TotalOutput > 0 && record.CostUsd > 0);
        await AssertProviderIsFreeAsync("no-reader");
    }

    [Fact]
    public async Task A_caller_that_vanishes_in_the_midst_of_its_body_is_recorded_as_cancelled_and_calls_nobody()
    {
        // Nothing of such a request but the key is known, so it has one of its own.
        var key = await faulty.Gateway.Api.CreateAsync(new CreateKeyRequest { Name = "half-body" });
        await faulty.Gateway.SpreadAsync();
        using (var caller = await RawCaller.SendHalfAsync(faulty.Gateway, "half-body", Request("half-body", words: 10), key.Secret))
            caller.Reset();

        var record = Assert.Single(await faulty.Gateway.RecordsAsync(1, new UsageFilter { Key = key.Id }));
        Assert.Equal(("cancelled", 499, 0, 0m, ""), (record.Outcome, record.Status, record.Attempts, record.CostUsd, record.RequestedModel));
        Assert.Empty(await faulty.Simulator.RequestsAsync("openai", "half-body"));
        // The gateway does not take it for a bug of its own.
        Assert.DoesNotContain("ChatPipeline", faulty.Gateway.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_caller_that_vanishes_while_the_provider_works_is_recorded_once(bool streamed)
    {
        var session = $"vanishing-{streamed}";
        await faulty.ScriptAsync(new { tokensPerSecond = 100 });
        using (var caller = await RawCaller.SendAsync(faulty.Gateway, session, Request(session, words: 300, streamed)))
        {
            if (streamed)
                await caller.ReadAsync();
            else
                await Eventually.GetAsync(() => faulty.Simulator.RequestsAsync("openai", $"{session}."), seen => seen.Count == 1, "the provider was not called");
            caller.Reset();
        }

        await AssertProviderIsFreeAsync(session);
        var record = await faulty.Gateway.RecordOfSessionAsync(session);
        Assert.Equal(("cancelled", "ClientAborted", true), (record.Outcome, record.FailureCause, record.Estimated));
        Assert.InRange(record.Usage.TotalOutput, 0, 200);
        Assert.True(record.CostUsd > 0);
    }

    [Fact]
    public async Task Hundreds_that_vanish_at_any_moment_are_each_recorded_once_at_the_most()
    {
        const int callers = 300;
        // An answer of many seconds, so that callers vanish before its end on slow machines too.
        await faulty.ScriptAsync(new { tokensPerSecond = 20 });
        await Parallel.ForEachAsync(Enumerable.Range(0, callers), new ParallelOptions { MaxDegreeOfParallelism = 30 }, async (number, _) =>
        {
            var session = $"hasty-{number}";
            using var caller = await RawCaller.SendAsync(faulty.Gateway, session, Request(session, words: 200));
            for (var reads = number % 4; reads > 0; reads--)
                await caller.ReadAsync();
            caller.Reset();
        });

        var seen = (await faulty.Simulator.RequestsAsync("openai")).Where(request => request.Body.Contains("hasty-", StringComparison.Ordinal)).ToList();
        Assert.True(seen.Count > callers / 2, $"{seen.Count} arrived");
        foreach (var session in seen.Select(request => MarkerIn(request.Body)))
            Assert.Equal("cancelled", (await faulty.Gateway.RecordOfSessionAsync(session)).Outcome);
    }

    private static string MarkerIn(string body)
    {
        var start = body.IndexOf("hasty-", StringComparison.Ordinal);
        return body[start..body.IndexOf('.', start)];
    }

    private static string Request(string marker, int words, bool streamed = true) => JsonSerializer.Serialize(new
    {
        model = FaultyProviders.First, stream = streamed, messages = new[] { new { role = "user", content = $"{marker}. [[words:{words}]]" } },
    });

    // Tens of megabytes, by the twenty alternatives to each word: more than the sockets on the way can hold.
    private static string LongRequest(string marker, string timeout = "60s") => JsonSerializer.Serialize(new
    {
        model = FaultyProviders.First, stream = true, logprobs = true, top_logprobs = 20, hybridai = new { timeout },
        messages = new[] { new { role = "user", content = $"{marker}. [[words:20000]]" } },
    });

    private Task AssertProviderIsFreeAsync(string session) => Eventually.GetAsync(
        () => faulty.Simulator.RequestsAsync("openai", $"{session}."), found => found.Count == 1 && found[0].Outcome == "cancelled", "the provider still works");
}
