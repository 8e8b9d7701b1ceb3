using HybridAi.Core.Resilience;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Tests.Execution;
using HybridAi.Gateway.Tests.Hosting;
using HybridAi.ServiceDefaults.Draining;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.Resilience;

public sealed class RetryTests
{
    private const string OneOnly = """{"model":"one/m","messages":[]}""";
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task A_deployment_alone_is_tried_again_after_a_wait_and_all_of_it_is_recorded()
    {
        await using var gateway = await StartAsync();
        Fail(gateway.One, 2);
        using var answer = await gateway.PassTimeUntilAsync(Step, gateway.ChatAsync(OneOnly));
        Assert.Equal((200, "3"), ((int)answer.StatusCode, answer.Headers.GetValues("x-hybridai-attempts").Single()));
        var record = await gateway.Journal.NextAsync();
        Assert.Equal((3, UsageOutcome.Succeeded), (record.Attempts, record.Outcome));
        Assert.Equal(["ServerError", "ServerError"], record.AbandonedAttempts!.Select(attempt => attempt.FailureCause));
        Assert.Equal(3, gateway.Journal.Started.Count);
        Assert.Equal(["retry", "retry"], record.Decisions!.Select(decision => decision.Step));
        Assert.Contains("attempt 3 at it", record.Decisions![1].Text);
        // The bound of the first wait is 250 ms, of the second 500 ms; and time passes while the three attempts are made.
        Assert.InRange(record.Duration.TotalMilliseconds, 1, 2000);
    }

    [Fact]
    public async Task After_the_last_attempt_its_failure_is_the_answer()
    {
        await using var gateway = await StartAsync();
        Fail(gateway.One, int.MaxValue);
        using var answer = await gateway.PassTimeUntilAsync(Step, gateway.ChatAsync(OneOnly));
        Assert.Equal((500, 3), ((int)answer.StatusCode, gateway.One.Count));
    }

    [Fact]
    public async Task With_another_deployment_left_that_one_is_tried_at_once()
    {
        await using var gateway = await StartAsync();
        Fail(gateway.One, int.MaxValue);
        gateway.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        // Time does not pass.
        using var answer = await gateway.ChatAsync();
        Assert.Equal((200, 1, 1), ((int)answer.StatusCode, gateway.One.Count, gateway.Two.Count));
        var record = await gateway.Journal.NextAsync();
        Assert.Equal("one/m failed (ServerError): going on with two/m.", Assert.Single(record.Decisions!, decision => decision.Step == "fallback").Text);
    }

    [Fact]
    public async Task With_none_left_the_one_that_asks_for_the_shortest_wait_is_tried_again()
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(429, Wire.Error("slow down"), headers: "Retry-After: 20\r\n");
        var calls = 0;
        gateway.Two.Answer = call => ++calls == 1 ? call.AnswerAsync(503, Wire.Error("busy")) : call.AnswerAsync(200, Wire.Answer);
        using var answer = await gateway.PassTimeUntilAsync(Step, gateway.ChatAsync());
        Assert.Equal((200, 1, 2), ((int)answer.StatusCode, gateway.One.Count, gateway.Two.Count));
    }

    [Fact]
    public async Task A_providers_retry_after_is_waited_for()
    {
        await using var gateway = await StartAsync();
        var calls = 0;
        gateway.One.Answer = call => ++calls == 1 ? call.AnswerAsync(429, Wire.Error("slow down"), headers: "Retry-After: 7\r\n") : call.AnswerAsync(200, Wire.Answer);
        using var answer = await gateway.PassTimeUntilAsync(Step, gateway.ChatAsync(OneOnly));
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.InRange((await gateway.Journal.NextAsync()).Duration.TotalSeconds, 7, 14);
    }

    [Fact]
    public async Task A_shutdown_ends_the_wait_and_what_failed_last_is_the_answer()
    {
        await using var gateway = await StartAsync();
        var answering = gateway.ChatAsync(OneOnly);
        var call = await gateway.One.NextAsync();
        var drain = gateway.App.Services.GetRequiredService<Drain>();
        var stopping = gateway.App.StopAsync();
        while (!drain.IsDraining)
            await Task.Yield();
        // The drain is over after 30 s, the wait only after 49.
        gateway.Time.Advance(TimeSpan.FromSeconds(20));
        await call.AnswerAsync(429, Wire.Error("slow down"), headers: "Retry-After: 29\r\n");
        await gateway.PassTimeUntilAsync(TimeSpan.FromMilliseconds(50), Task.Run(async () => { await drain.Expired.WaitAsync(); return true; }));
        using var answer = await answering.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal((429, 1), ((int)answer.StatusCode, gateway.One.Count));
        await stopping;
    }

    [Theory]
    [InlineData("31", null)]
    [InlineData("7", "5s")]
    public async Task What_asks_for_more_than_there_is_time_for_is_answered_at_once(string wait, string? timeout)
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(429, Wire.Error("slow down"), headers: $"Retry-After: {wait}\r\n");
        using var answer = await gateway.ChatAsync(OneOnly, request => request.Headers.Add("x-hybridai-timeout", timeout ?? "10m"));
        Assert.Equal((429, wait, 1), ((int)answer.StatusCode, answer.Headers.GetValues("Retry-After").Single(), gateway.One.Count));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(422)]
    public async Task What_would_fail_again_is_not_tried_again(int status)
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(status, Wire.Error("no"));
        using var answer = await gateway.ChatAsync(OneOnly);
        Assert.NotEqual(200, (int)answer.StatusCode);
        Assert.Equal(1, gateway.One.Count);
    }

    [Fact]
    public async Task A_callers_fault_at_the_second_deployment_ends_it()
    {
        await using var gateway = await StartAsync();
        Fail(gateway.One, int.MaxValue);
        gateway.Two.Answer = call => call.AnswerAsync(400, Wire.Error("bad temperature", "invalid_request_error"));
        using var answer = await gateway.ChatAsync();
        Assert.Equal((400, 1, 1), ((int)answer.StatusCode, gateway.One.Count, gateway.Two.Count));
    }

    [Fact]
    public async Task Nothing_is_tried_again_once_content_was_sent()
    {
        await using var gateway = await StartAsync();
        var answering = gateway.StreamAsync(model: "one/m");
        var call = await gateway.One.NextAsync();
        await call.StreamAsync();
        await call.EventAsync(Wire.Text("Hello"));
        using var answer = await answering;
        call.Cut();
        Assert.Contains("error", await answer.Content.ReadAsStringAsync());
        Assert.Equal((1, 1), (gateway.One.Count, (await gateway.Journal.NextAsync()).Attempts));
    }

    [Fact]
    public async Task A_caller_that_hangs_up_during_the_wait_ends_it_with_a_record_of_what_was_tried()
    {
        await using var gateway = await StartAsync();
        using var hangUp = new CancellationTokenSource();
        var answering = gateway.ChatAsync(OneOnly, cancellationToken: hangUp.Token);
        await (await gateway.One.NextAsync()).AnswerAsync(500, Wire.Error("boom"));
        await gateway.SettleAsync();
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);
        var record = await gateway.Journal.NextAsync();
        Assert.Equal((UsageOutcome.Cancelled, 1, 1), (record.Outcome, record.Attempts, record.AbandonedAttempts!.Count));
        Assert.Equal(1, gateway.One.Count);
    }

    private static void Fail(FakeUpstream upstream, int times)
    {
        var calls = 0;
        upstream.Answer = call => ++calls <= times ? call.AnswerAsync(500, Wire.Error("boom")) : call.AnswerAsync(200, Wire.Answer);
    }

    private static Task<TestGateway> StartAsync() => TestGateway.StartAsync(
        new() { ["Retry:MaxAttempts"] = "3" }, services => services.AddSingleton(new RetryPolicy(new RetryOptions(), new Random(3))));
}
