using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.Faults;

/// <summary>The alias <c>smart</c> names two deployments: the second answers for the first as long as nothing has been sent.</summary>
[Collection(FaultyProvidersCollection.Name)]
public sealed class FallbackTests(FaultyProviders faulty) : IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await faulty.HealAsync();

    [Theory]
    [InlineData("rateLimit", "RateLimit", 429)]
    [InlineData("serverError", "ServerError", 500)]
    [InlineData("overloaded", "Overload", 503)]
    [InlineData("auth", "Authentication", 401)]
    [InlineData("connectionReset", "Connection", 0)]
    public async Task A_failure_before_the_first_content_is_invisible(string kind, string cause, int status)
    {
        foreach (var streamed in new[] { true, false })
        {
            await faulty.ScriptAsync(new { errors = new[] { new { kind } } });
            await AssertFellBackAsync(await faulty.AskAsync(streamed, "smart"), cause, status);
        }
    }

    [Theory]
    [InlineData("stall", "FirstTokenTimeout")]
    [InlineData("cut", "Connection")]
    [InlineData("malformed", "Malformed")]
    public async Task A_stream_that_breaks_before_its_first_content_falls_back(string fault, string cause)
    {
        await faulty.ScriptAsync(new Dictionary<string, object> { [fault] = new { afterTokens = 0 } });
        await AssertFellBackAsync(await faulty.AskAsync(streamed: true, "smart"), cause, 0);
    }

    [Fact]
    public async Task Nothing_falls_back_once_content_has_been_sent()
    {
        foreach (var fault in new[] { "stall", "cut", "malformed", "streamError" })
        {
            await faulty.ScriptAsync(new Dictionary<string, object> { [fault] = new { afterTokens = 8 } });
            var reply = await faulty.AskAsync(streamed: true, "smart");

            Assert.NotNull(reply.ErrorCode);
            Assert.Equal(("openai", "1"), (reply.Headers["x-hybridai-provider"], reply.Headers["x-hybridai-attempts"]));
            Assert.Empty(await faulty.Simulator.RequestsAsync("groq", $"{reply.Marker}."));
            Assert.Equal(1, (await faulty.Gateway.RecordOfSessionAsync(reply.Marker)).Attempts);
        }
    }

    [Fact]
    public async Task The_caller_s_own_fault_does_not_fall_back()
    {
        await faulty.ScriptAsync(new { errors = new[] { new { kind = "contextLength" } } });
        var reply = await faulty.AskAsync(streamed: false, "smart");
        Assert.Equal((400, "context_length_exceeded"), (reply.Status, reply.ErrorCode));
        Assert.Empty(await faulty.Simulator.RequestsAsync("groq", $"{reply.Marker}."));
    }

    [Fact]
    public async Task When_all_fail_the_last_failure_is_told()
    {
        await faulty.ScriptAsync(new { errors = new[] { new { kind = "serverError" } } });
        await faulty.Simulator.ScriptAsync("groq", new { errors = new[] { new { kind = "rateLimit", retryAfterSeconds = 7 } } });
        var reply = await faulty.AskAsync(streamed: true, "smart");
        Assert.Equal((429, "7"), (reply.Status, reply.Headers["Retry-After"]));
        Assert.Equal("2", reply.Headers["x-hybridai-attempts"]);
        Assert.Equal("failed", (await faulty.Gateway.RecordOfSessionAsync(reply.Marker)).Outcome);
    }

    private async Task AssertFellBackAsync(Reply reply, string cause, int status)
    {
        Assert.Equal(200, reply.Status);
        Assert.Equal(("groq", "2"), (reply.Headers["x-hybridai-provider"], reply.Headers["x-hybridai-attempts"]));
        var record = await faulty.Gateway.RecordOfSessionAsync(reply.Marker);
        Assert.Equal(("succeeded", "groq", 2), (record.Outcome, record.Provider, record.Attempts));
        var abandoned = Assert.Single(record.AbandonedAttempts);
        Assert.Equal(("openai", cause, status), (abandoned.Provider, abandoned.FailureCause, abandoned.Status));
        Assert.Single(await faulty.Simulator.RequestsAsync("openai", $"{reply.Marker}."));
        Assert.Single(await faulty.Simulator.RequestsAsync("groq", $"{reply.Marker}."));
    }
}
