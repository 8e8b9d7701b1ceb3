using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.Faults;

/// <summary>What a provider can do wrong in the midst of an answer.</summary>
[Collection(FaultyProvidersCollection.Name)]
public sealed class FaultTests(FaultyProviders faulty) : IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await faulty.HealAsync();

    [Theory]
    [InlineData("stall", "provider_idle_timeout", "IdleTimeout")]
    [InlineData("cut", "provider_connection_cut", "Cut")]
    [InlineData("malformed", "provider_malformed_answer", "Malformed")]
    [InlineData("streamError", "provider_error", "ServerError")]
    public async Task A_stream_that_breaks_ends_with_a_typed_error_event_and_is_recorded_with_what_was_used(string fault, string code, string cause)
    {
        await faulty.ScriptAsync(new Dictionary<string, object> { [fault] = new { afterTokens = 8 }, ["tokensPerSecond"] = 200 });

        var reply = await faulty.AskAsync(streamed: true);

        Assert.Equal(200, reply.Status);
        Assert.False(reply.IsDone);
        Assert.Equal(code, reply.ErrorCode);
        Assert.True(reply.ContentEvents >= 4, $"{reply.ContentEvents} pieces came before: {reply.Text}");
        var record = await faulty.Gateway.RecordOfSessionAsync(reply.Marker);
        Assert.Equal(("failed", cause, true), (record.Outcome, record.FailureCause, record.Estimated));
        Assert.InRange(record.Usage.TotalOutput, 4, 12);
        Assert.True(record.Usage.TotalInput > 0 && record.CostUsd > 0);
        await AssertLetGoAsync(reply.Marker);
    }

    [Theory]
    [InlineData("stall", 504, "provider_first_token_timeout", "FirstTokenTimeout")]
    [InlineData("cut", 502, "provider_unreachable", "Connection")]
    [InlineData("malformed", 502, "provider_malformed_answer", "Malformed")]
    public async Task A_stream_that_breaks_before_its_content_is_answered_with_a_status(string fault, int status, string code, string cause)
    {
        await faulty.ScriptAsync(new Dictionary<string, object> { [fault] = new { afterTokens = 0 } });

        var reply = await faulty.AskAsync(streamed: true);

        Assert.Equal((status, code), (reply.Status, reply.ErrorCode));
        var record = await faulty.Gateway.RecordOfSessionAsync(reply.Marker);
        Assert.Equal(("failed", cause, status), (record.Outcome, record.FailureCause, record.Status));
        await AssertLetGoAsync(reply.Marker);
    }

    [Theory]
    [InlineData("stall", 504, "provider_idle_timeout", "IdleTimeout")]
    [InlineData("cut", 502, "provider_connection_cut", "Cut")]
    [InlineData("malformed", 502, "provider_malformed_answer", "Malformed")]
    public async Task An_answer_that_breaks_is_a_typed_error_and_recorded_as_an_estimate(string fault, int status, string code, string cause)
    {
        await faulty.ScriptAsync(new Dictionary<string, object> { [fault] = new { afterTokens = 8 } });

        var reply = await faulty.AskAsync(streamed: false);

        Assert.Equal((status, code), (reply.Status, reply.ErrorCode));
        var record = await faulty.Gateway.RecordOfSessionAsync(reply.Marker);
        Assert.Equal(("failed", cause, true), (record.Outcome, record.FailureCause, record.Estimated));
        Assert.True(record.Usage.TotalInput > 0 && record.CostUsd > 0);
        await AssertLetGoAsync(reply.Marker);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_is_reset_after_the_request_was_sent_is_502_and_an_estimate(bool streamed)
    {
        await faulty.ScriptAsync(new { errors = new[] { new { kind = "connectionReset" } } });

        var reply = await faulty.AskAsync(streamed);

        Assert.Equal((502, "provider_unreachable"), (reply.Status, reply.ErrorCode));
        var record = await faulty.Gateway.RecordOfSessionAsync(reply.Marker);
        Assert.Equal(("failed", "Connection", true), (record.Outcome, record.FailureCause, record.Estimated));
        Assert.True(record.Usage is { TotalInput: > 0, TotalOutput: 0 } && record.CostUsd > 0, "the provider may have begun");
    }

    [Fact]
    public async Task A_provider_that_is_not_there_is_502_and_costs_nothing()
    {
        var reply = await faulty.AskAsync(streamed: true, "absent/any");

        Assert.Equal((502, "provider_unreachable"), (reply.Status, reply.ErrorCode));
        var record = await faulty.Gateway.RecordOfSessionAsync(reply.Marker);
        Assert.Equal(("failed", "Connection", 0m), (record.Outcome, record.FailureCause, record.CostUsd));
        Assert.False(record.Estimated);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_total_time_out_ends_what_goes_on_for_too_long(bool streamed)
    {
        await faulty.ScriptAsync(new { tokensPerSecond = 10 });

        var reply = await faulty.AskAsync(streamed, words: 500);

        Assert.Equal("total_timeout", reply.ErrorCode);
        Assert.Equal(streamed ? 200 : 504, reply.Status);
        var record = await faulty.Gateway.RecordOfSessionAsync(reply.Marker);
        Assert.Equal(("failed", "TotalTimeout", true), (record.Outcome, record.FailureCause, record.Estimated));
        // The whole answer takes fifty seconds and more.
        Assert.InRange(record.DurationMs, 5_900, 30_000);
        await AssertLetGoAsync(reply.Marker);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Usage_that_is_missing_is_estimated(bool streamed)
    {
        await faulty.ScriptAsync(new { omitUsage = true });

        var reply = await faulty.AskAsync(streamed, words: 100);

        Assert.Equal(200, reply.Status);
        var record = await faulty.Gateway.RecordOfSessionAsync(reply.Marker);
        Assert.Equal(("succeeded", true), (record.Outcome, record.Estimated));
        Assert.InRange(record.Usage.TotalOutput, 50, 400);
        Assert.True(record.CostUsd > 0);
    }

    [Fact]
    public async Task A_terminator_that_is_missing_is_added()
    {
        await faulty.ScriptAsync(new { omitDone = true });

        var reply = await faulty.AskAsync(streamed: true);

        Assert.True(reply.IsDone, reply.Text);
        Assert.Equal(("succeeded", false), await OutcomeAsync(reply));
    }

    [Fact]
    public async Task A_provider_that_is_given_up_does_not_go_on_billing()
    {
        await faulty.ScriptAsync(new { malformed = new { afterTokens = 4 }, tokensPerSecond = 50 });

        var reply = await faulty.AskAsync(streamed: true, words: 400);

        var seen = Assert.Single(await AssertLetGoAsync(reply.Marker));
        var billed = Assert.Single(await faulty.Simulator.InvoiceAsync(), line => line.Id == seen.AnswerId);
        // 50 tokens a second at 1.6 dollars a million: more than a second's worth would be a gateway that listens on.
        Assert.InRange(billed.Usd, 0, 64 * 1.6m / 1_000_000);
    }

    private async Task<(string, bool)> OutcomeAsync(Reply reply)
    {
        var record = await faulty.Gateway.RecordOfSessionAsync(reply.Marker);
        return (record.Outcome, record.Estimated);
    }

    // The provider's end of the call is over as well: nobody keeps its connection.
    private Task<IReadOnlyList<SeenRequest>> AssertLetGoAsync(string marker) => Eventually.GetAsync(
        () => faulty.Simulator.RequestsAsync("openai", $"{marker}."), found => found.Count == 1 && found[0].Outcome != "pending", "the provider still has the call");
}
