using HybridAi.Core.Usage;
using HybridAi.Gateway.Tests.Hosting;

namespace HybridAi.Gateway.Tests.Execution;

/// <summary>Providers that stall, with a clock that the test turns.</summary>
public sealed class TimeoutTests
{
    private static readonly Dictionary<string, string?> Timeouts = new()
    {
        ["Upstream:FirstTokenTimeout"] = "20s", ["Upstream:IdleTimeout"] = "5s", ["Upstream:TotalTimeout"] = "1h",
    };

    [Fact]
    public async Task No_first_content_in_time_falls_back()
    {
        await using var gateway = await TestGateway.StartAsync(Timeouts);
        gateway.Two.Answer = call => call.StreamAllAsync(Wire.Text("two"), Wire.Finish, Wire.Done);
        var answering = gateway.StreamAsync();
        var call = await gateway.One.NextAsync();
        await call.StreamAsync();
        await call.EventAsync(Wire.Role + ": alive\n\n");
        gateway.Time.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal(0, gateway.Two.Count);
        gateway.Time.Advance(TimeSpan.FromSeconds(2));
        using var answer = await answering;
        Assert.StartsWith(Wire.Text("two"), await answer.Content.ReadAsStringAsync());
        await call.UntilClosedAsync();
        var record = await gateway.Journal.NextAsync();
        Assert.Equal("FirstTokenTimeout", record.AbandonedAttempts!.Single().FailureCause);
        Assert.Equal(TimeSpan.FromSeconds(21), record.AbandonedAttempts!.Single().Duration);
        Assert.Equal(TimeSpan.FromSeconds(21), record.TimeToFirstToken);
    }

    [Fact]
    public async Task A_stall_in_the_middle_ends_the_stream_with_an_error_event()
    {
        await using var gateway = await TestGateway.StartAsync(Timeouts);
        var answering = gateway.StreamAsync();
        var call = await gateway.One.NextAsync();
        await call.StreamAsync();
        await call.EventAsync(Wire.Text("a"));
        using var answer = await answering;
        var text = await gateway.PassTimeUntilAsync(TimeSpan.FromSeconds(6), answer.Content.ReadAsStringAsync());
        Assert.StartsWith(Wire.Text("a"), text);
        Assert.Contains("provider_idle_timeout", text);
        await call.UntilClosedAsync();
        Assert.Equal("IdleTimeout", (await gateway.Journal.NextAsync()).FailureCause);
    }

    [Fact]
    public async Task A_stall_in_a_buffered_answer_falls_back()
    {
        await using var gateway = await TestGateway.StartAsync(Timeouts);
        gateway.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        var answering = gateway.ChatAsync();
        var call = await gateway.One.NextAsync();
        await call.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{");
        using var answer = await gateway.PassTimeUntilAsync(TimeSpan.FromSeconds(6), answering);
        Assert.Equal("two", answer.Headers.GetValues("x-hybridai-provider").Single());
        await call.UntilClosedAsync();
        Assert.Equal("IdleTimeout", (await gateway.Journal.NextAsync()).AbandonedAttempts!.Single().FailureCause);
    }

    [Fact]
    public async Task A_whole_answer_that_does_not_begin_in_time_falls_back()
    {
        await using var gateway = await TestGateway.StartAsync(new(Timeouts) { ["Upstream:AnswerTimeout"] = "40s" });
        gateway.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        var answering = gateway.ChatAsync();
        var call = await gateway.One.NextAsync();
        gateway.Time.Advance(TimeSpan.FromSeconds(39));
        Assert.Equal((false, 0), (answering.IsCompleted, gateway.Two.Count));
        gateway.Time.Advance(TimeSpan.FromSeconds(2));
        using var answer = await answering;
        Assert.Equal("two", answer.Headers.GetValues("x-hybridai-provider").Single());
        await call.UntilClosedAsync();
        Assert.Equal("FirstTokenTimeout", (await gateway.Journal.NextAsync()).AbandonedAttempts!.Single().FailureCause);
    }

    [Fact]
    public async Task A_whole_answer_is_waited_for_where_there_is_nothing_else()
    {
        await using var gateway = await TestGateway.StartAsync(new(Timeouts) { ["Upstream:AnswerTimeout"] = "40s" });
        var answering = gateway.ChatAsync("""{"model":"one/m","messages":[]}""");
        var call = await gateway.One.NextAsync();
        gateway.Time.Advance(TimeSpan.FromSeconds(500));
        await call.AnswerAsync(200, Wire.Answer);
        using var answer = await answering;
        Assert.Equal(200, (int)answer.StatusCode);
    }

    [Fact]
    public async Task The_total_time_out_holds_over_all_attempts()
    {
        await using var gateway = await TestGateway.StartAsync(new(Timeouts) { ["Upstream:TotalTimeout"] = "30s" });
        var answering = gateway.StreamAsync();
        await gateway.One.NextAsync();
        gateway.Time.Advance(TimeSpan.FromSeconds(21));
        var second = await gateway.Two.NextAsync();
        await second.StreamAsync();
        gateway.Time.Advance(TimeSpan.FromSeconds(8));
        Assert.False(answering.IsCompleted);
        gateway.Time.Advance(TimeSpan.FromSeconds(2));
        using var answer = await answering;
        Assert.Equal(504, (int)answer.StatusCode);
        Assert.Contains("total_timeout", await answer.Content.ReadAsStringAsync());
        var record = await gateway.Journal.NextAsync();
        Assert.Equal(("TotalTimeout", 2, 504), (record.FailureCause, record.Attempts, record.Status));
        Assert.Equal(TimeSpan.FromSeconds(31), record.Duration);
    }

    [Fact]
    public async Task No_further_attempt_is_made_when_no_time_is_left()
    {
        await using var gateway = await TestGateway.StartAsync();
        var answering = gateway.ChatAsync("""{"model":"both","messages":[],"hybridai":{"timeout":"10s"}}""");
        var call = await gateway.One.NextAsync();
        await call.StreamAsync();
        gateway.Time.Advance(TimeSpan.FromSeconds(11));
        using var answer = await answering;
        Assert.Equal(504, (int)answer.StatusCode);
        Assert.Equal(0, gateway.Two.Count);
        await call.UntilClosedAsync();
    }

    [Fact]
    public async Task A_failure_just_when_the_time_is_over_is_the_answer()
    {
        await using var gateway = await TestGateway.StartAsync(new(Timeouts) { ["Upstream:TotalTimeout"] = "20s" });
        var answering = gateway.StreamAsync();
        await gateway.One.NextAsync();
        gateway.Time.Advance(TimeSpan.FromSeconds(21));
        using var answer = await answering;
        Assert.Contains("provider_first_token_timeout", await answer.Content.ReadAsStringAsync());
        Assert.Equal((0, 1), (gateway.Two.Count, gateway.Journal.Started.Count));
    }

    [Fact]
    public async Task The_callers_own_time_out_counts_instead()
    {
        await using var gateway = await TestGateway.StartAsync(Timeouts);
        var answering = gateway.ChatAsync(change: request => request.Headers.Add("x-hybridai-timeout", "3s"));
        await gateway.One.NextAsync();
        gateway.Time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(answering.IsCompleted);
        gateway.Time.Advance(TimeSpan.FromSeconds(0.2));
        using var answer = await answering;
        Assert.Contains("total_timeout", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_total_time_out_in_the_middle_of_a_stream_is_an_error_event()
    {
        await using var gateway = await TestGateway.StartAsync(new(Timeouts) { ["Upstream:IdleTimeout"] = "1h" });
        var answering = gateway.StreamAsync(""","hybridai":{"timeout":"10s"}""");
        var call = await gateway.One.NextAsync();
        await call.StreamAsync();
        await call.EventAsync(Wire.Text("a"));
        using var answer = await answering;
        gateway.Time.Advance(TimeSpan.FromSeconds(11));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("\"code\":\"total_timeout\"", text);
        var record = await gateway.Journal.NextAsync();
        Assert.Equal((UsageOutcome.Failed, "TotalTimeout", 200), (record.Outcome, record.FailureCause, record.Status));
    }
}
