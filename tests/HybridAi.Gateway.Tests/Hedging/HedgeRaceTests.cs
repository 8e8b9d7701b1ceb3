using HybridAi.Core.Usage;
using HybridAi.Gateway.Tests.Execution;
using HybridAi.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static HybridAi.Gateway.Tests.Hedging.HedgingRoom;

namespace HybridAi.Gateway.Tests.Hedging;

/// <summary>Two attempts beside each other: who answers, who is let go, and what is recorded of both.</summary>
public sealed class HedgeRaceTests
{
    private const string Stream = "Hi";

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task Who_has_content_first_answers_and_the_other_is_let_go(bool streamed, bool firstWins)
    {
        await using var room = await StartAsync();
        var (answering, first, second) = await room.RaceAsync(streamed);
        var (winner, loser) = firstWins ? (first, second) : (second, first);
        var (name, other) = firstWins ? ("one", "two") : ("two", "one");
        if (streamed)
        {
            // What comes before the content decides nothing.
            await loser.StreamAsync();
            await loser.EventAsync(Wire.Role);
            await winner.StreamAllAsync(Wire.Role, Wire.Text(Stream), Wire.Finish, Wire.Usage, Wire.Done);
        }
        else
            await winner.AnswerAsync(200, Wire.Answer);
        using var answer = await answering;
        var text = await answer.Content.ReadAsStringAsync();
        await loser.UntilClosedAsync();

        // The caller did not ask for the usage, which is counted all the same.
        Assert.Equal(streamed ? Wire.Role + Wire.Text(Stream) + Wire.Finish + Wire.Done : Wire.Answer, text);
        Assert.Equal(("2", name, firstWins ? "first" : "second"), (Header(answer, "x-hybridai-attempts"), Header(answer, "x-hybridai-provider"), Header(answer, "x-hybridai-hedge")));
        var record = await room.RecordAsync();
        var lost = Assert.Single(record.AbandonedAttempts!);
        Assert.Equal((name, UsageOutcome.Succeeded, 2, true), (record.Provider, record.Outcome, record.Attempts, record.Estimated));
        Assert.Equal((other, "HedgeLost", 0), (lost.Provider, lost.FailureCause, lost.Status));
        Assert.True(lost.Usage.Input > 0 && lost.Cost!.Value.NanoDollars > 0);
        Assert.Equal(Wire.AnswerNanoDollars + lost.Cost!.Value.NanoDollars, record.Cost!.Value.NanoDollars);
        Assert.Equal(
            ["Hedged: one/m had no content after 1000 ms, so that two/m was asked as well.", $"{name}/m had content first."],
            record.Decisions!.Where(decision => decision.Step == "hedge").Select(decision => decision.Text));
        await room.BeQuietAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_in_time_is_not_hedged(bool streamed)
    {
        await using var room = await StartAsync();
        var answering = streamed ? room.Gateway.StreamAsync() : room.Gateway.ChatAsync(Chat);
        var call = await room.One.NextAsync();
        await room.Gateway.SettleAsync();
        room.Gateway.Time.Advance(TimeSpan.FromMilliseconds(999));
        await room.Gateway.SettleAsync();
        if (streamed)
        {
            await call.StreamAsync();
            await call.EventAsync(Wire.Text("a"));
            // Behind the first content nothing is late any more.
            using var early = await answering;
            room.Gateway.Time.Advance(TimeSpan.FromSeconds(20));
            await room.Gateway.SettleAsync();
            await call.EventAsync(Wire.Finish + Wire.Done);
            await call.EndAsync();
            await early.Content.ReadAsStringAsync();
            Assert.Equal("no; in-time", Header(early, "x-hybridai-hedge"));
        }
        else
        {
            await call.AnswerAsync(200, Wire.Answer);
            Assert.Equal("no; in-time", Header(await answering, "x-hybridai-hedge"));
        }

        var record = await room.RecordAsync();
        Assert.Equal(0, room.Two.Count);
        Assert.Equal("Not hedged: one/m had content within 1000 ms.", Assert.Single(record.Decisions!, decision => decision.Step == "hedge").Text);
        await room.BeQuietAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task If_one_fails_the_other_goes_on_alone(bool firstFails)
    {
        await using var room = await StartAsync();
        var (answering, first, second) = await room.RaceAsync(streamed: true);
        await (firstFails ? first : second).AnswerAsync(500, Wire.Error("boom"));
        await room.UntilEndedAsync(firstFails ? "one" : "two");
        await (firstFails ? second : first).StreamAllAsync(Wire.Text("Hi"), Wire.Finish, Wire.Usage, Wire.Done);
        using var answer = await answering;
        Assert.Contains("Hi", await answer.Content.ReadAsStringAsync());
        var record = await room.RecordAsync();
        Assert.Equal((firstFails ? "two" : "one", 2, UsageOutcome.Succeeded), (record.Provider, record.Attempts, record.Outcome));
        Assert.Equal(firstFails ? "fallback" : "first", Header(answer, "x-hybridai-hedge"));
        var failed = Assert.Single(record.AbandonedAttempts!);
        Assert.Equal((firstFails ? "one" : "two", "ServerError", 500), (failed.Provider, failed.FailureCause, failed.Status));
        Assert.Equal(Wire.AnswerNanoDollars, record.Cost!.Value.NanoDollars);
        await room.BeQuietAsync();
    }

    [Fact]
    public async Task A_whole_answer_after_the_first_failed_is_a_fallback()
    {
        await using var room = await StartAsync();
        var (answering, first, second) = await room.RaceAsync(streamed: false);
        await first.AnswerAsync(500, Wire.Error("boom"));
        await room.UntilEndedAsync("one");
        await second.AnswerAsync(200, Wire.Answer);
        using var answer = await answering;
        Assert.Equal(("two", "fallback", "2"), (Header(answer, "x-hybridai-provider"), Header(answer, "x-hybridai-hedge"), Header(answer, "x-hybridai-attempts")));
        Assert.Equal("one/m failed (ServerError): the attempt at two/m went on alone.", Assert.Single((await room.RecordAsync()).Decisions!, decision => decision.Step == "fallback").Text);
    }

    [Fact]
    public async Task If_both_fail_the_caller_gets_the_failure_of_the_later_one()
    {
        await using var room = await StartAsync();
        var (answering, first, second) = await room.RaceAsync(streamed: true);
        await second.AnswerAsync(500, Wire.Error("boom"));
        await room.UntilEndedAsync("two");
        await first.AnswerAsync(503, Wire.Error("busy"));
        using var answer = await answering;
        Assert.Equal((503, "2", "failed"), ((int)answer.StatusCode, Header(answer, "x-hybridai-attempts"), Header(answer, "x-hybridai-hedge")));
        var record = await room.RecordAsync();
        Assert.Equal(("one", "Overload", "ServerError", 0L), (record.Provider, record.FailureCause, Assert.Single(record.AbandonedAttempts!).FailureCause, record.Cost!.Value.NanoDollars));
        await room.BeQuietAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task If_both_fail_both_are_tried_again(bool firstFailsFirst)
    {
        await using var room = await StartAsync(new() { ["Retry:MaxAttempts"] = "2", ["Retry:BaseDelay"] = "100ms" });
        var (answering, first, second) = await room.RaceAsync(streamed: false);
        room.One.Answer = room.Two.Answer = call => call.AnswerAsync(500, Wire.Error("boom"));
        await (firstFailsFirst ? first : second).AnswerAsync(500, Wire.Error("boom"));
        await room.UntilEndedAsync(firstFailsFirst ? "one" : "two");
        await (firstFailsFirst ? second : first).AnswerAsync(500, Wire.Error("boom"));
        using var answer = await room.Gateway.PassTimeUntilAsync(TimeSpan.FromMilliseconds(50), answering);
        Assert.Equal((500, "4", "failed"), ((int)answer.StatusCode, Header(answer, "x-hybridai-attempts"), Header(answer, "x-hybridai-hedge")));
        Assert.Equal(["one", "one", "two", "two"], await room.RecordAsync() is var record ? record.AbandonedAttempts!.Select(attempt => attempt.Provider).Append(record.Provider!).Order() : []);
        await room.BeQuietAsync();
    }

    [Fact]
    public async Task What_no_other_can_mend_is_told_at_once_and_the_other_is_let_go()
    {
        await using var room = await StartAsync();
        var (answering, first, second) = await room.RaceAsync(streamed: true);
        await first.AnswerAsync(400, Wire.Error("bad", "invalid_request_error"));
        await second.UntilClosedAsync();
        using var answer = await answering;
        Assert.Equal((400, "one"), ((int)answer.StatusCode, (await room.RecordAsync()).Provider));
        await room.BeQuietAsync();
    }

    [Fact]
    public async Task What_the_second_refuses_the_first_may_still_answer()
    {
        await using var room = await StartAsync();
        var (answering, first, second) = await room.RaceAsync(streamed: false);
        await second.AnswerAsync(400, Wire.Error("bad", "invalid_request_error"));
        await room.UntilEndedAsync("two");
        await first.AnswerAsync(200, Wire.Answer);
        using var answer = await answering;
        Assert.Equal((200, "one", "first"), ((int)answer.StatusCode, Header(answer, "x-hybridai-provider"), Header(answer, "x-hybridai-hedge")));
        var record = await room.RecordAsync();
        Assert.Equal("BadRequest", Assert.Single(record.AbandonedAttempts!).FailureCause);
        Assert.Contains(record.Decisions!, decision => decision.Text == "two/m failed (BadRequest): the attempt at one/m went on alone.");
        await room.BeQuietAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_caller_that_hangs_up_lets_both_go(bool streamed)
    {
        await using var room = await StartAsync();
        using var caller = new CancellationTokenSource();
        var (answering, first, second) = await room.RaceAsync(streamed, caller.Token);
        await caller.CancelAsync();
        await first.UntilClosedAsync();
        await second.UntilClosedAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);
        var record = await room.RecordAsync();
        Assert.Equal((UsageOutcome.Cancelled, "ClientAborted", 2, 1), (record.Outcome, record.FailureCause, record.Attempts, record.AbandonedAttempts!.Count));
        await room.Gateway.SettleAsync();
        Assert.Equal((2 * Measured) + 1, room.Gateway.Journal.Completed.Count);
        await room.BeQuietAsync();
    }

    [Fact]
    public async Task The_time_of_the_whole_request_ends_both()
    {
        await using var room = await StartAsync(new() { ["Upstream:TotalTimeout"] = "20s" });
        var (answering, first, second) = await room.RaceAsync(streamed: false);
        using var answer = await room.Gateway.PassTimeUntilAsync(TimeSpan.FromSeconds(1), answering);
        Assert.Equal((504, "2"), ((int)answer.StatusCode, Header(answer, "x-hybridai-attempts")));
        await first.UntilClosedAsync();
        await second.UntilClosedAsync();
        Assert.Equal(("TotalTimeout", 1), await room.RecordAsync() is var record ? (record.FailureCause, record.AbandonedAttempts!.Count) : default);
        await room.BeQuietAsync();
    }

    [Fact]
    public async Task A_shutdown_ends_both()
    {
        await using var room = await StartAsync();
        var (answering, first, second) = await room.RaceAsync(streamed: false);
        var stopping = room.Gateway.App.StopAsync();
        await room.Gateway.App.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.WaitAsync();
        using var answer = await room.Gateway.PassTimeUntilAsync(TimeSpan.FromSeconds(1), answering);
        Assert.Equal(503, (int)answer.StatusCode);
        Assert.Contains("gateway_shutdown", await answer.Content.ReadAsStringAsync());
        await first.UntilClosedAsync();
        await second.UntilClosedAsync();
        Assert.Equal((UsageOutcome.Failed, "Shutdown"), await room.RecordAsync() is var record ? (record.Outcome, record.FailureCause) : default);
        await stopping;
        await room.BeQuietAsync();
    }

    [Fact]
    public async Task If_the_gateway_dies_amid_a_race_the_marker_knows_of_both()
    {
        await using var room = await StartAsync();
        var (answering, first, second) = await room.RaceAsync(streamed: false);
        var marker = room.Gateway.Journal.Started[^1];
        var before = room.Gateway.Journal.Started[^2];
        Assert.Equal((before.Id, "two", 2), (marker.Id, marker.Provider, marker.Attempts));
        Assert.Equal("one", Assert.Single(marker.AbandonedAttempts!).Provider);
        Assert.Equal((2 * before.Usage.Input, 2 * before.Cost!.Value.NanoDollars), (marker.Usage.Input, marker.Cost!.Value.NanoDollars));
        await second.AnswerAsync(200, Wire.Answer);
        (await answering).Dispose();
        await first.UntilClosedAsync();
        Assert.Equal(marker.Id, (await room.RecordAsync()).Id);
    }

    [Fact]
    public async Task Translated_attempts_race_alike()
    {
        await using var room = await StartAsync();
        const string Message = """{"model":"both","max_tokens":50,"stream":true,"messages":[{"role":"user","content":"Hello there"}]}""";
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new StringContent(Message, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")) };
        var answering = room.Gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var first = await room.One.NextAsync();
        await first.StreamAsync();
        await first.EventAsync(Wire.Role);
        var second = await room.Gateway.PassTimeUntilAsync(TimeSpan.FromMilliseconds(250), room.Two.NextAsync());
        await second.StreamAllAsync(Wire.Role, Wire.Text("Hi"), Wire.Finish, Wire.Usage, Wire.Done);
        using var answer = await answering;
        var text = await answer.Content.ReadAsStringAsync();
        await first.UntilClosedAsync();
        Assert.Single(text.Split("event: message_start").Skip(1));
        Assert.Contains("event: message_stop", text);
        Assert.Equal(("two", "second"), (Header(answer, "x-hybridai-provider"), Header(answer, "x-hybridai-hedge")));
        Assert.Equal("HedgeLost", Assert.Single((await room.RecordAsync()).AbandonedAttempts!).FailureCause);
        await room.BeQuietAsync();
    }
}
