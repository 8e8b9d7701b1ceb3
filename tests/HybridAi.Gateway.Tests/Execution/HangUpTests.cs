using System.Net.Sockets;
using System.Text;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HybridAi.Gateway.Tests.Execution;

/// <summary>Callers that hang up, a journal that fails, a gateway that stops: at every stage one record, and the provider is let go.</summary>
public sealed class HangUpTests
{
    [Fact]
    public async Task While_the_provider_thinks()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var caller = new CancellationTokenSource();
        var answering = gateway.StreamAsync(cancellationToken: caller.Token);
        var call = await gateway.One.NextAsync();
        await caller.CancelAsync();
        await call.UntilClosedAsync();
        await AssertOneAsync(gateway, 499);
        Assert.Equal(0, gateway.Two.Count);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);
    }

    [Fact]
    public async Task In_the_middle_of_a_stream()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var caller = new CancellationTokenSource();
        var answering = gateway.StreamAsync(cancellationToken: caller.Token);
        var call = await gateway.One.NextAsync();
        await call.StreamAsync();
        await call.EventAsync(Wire.Text("one two three"));
        (await answering).Dispose();
        await call.UntilClosedAsync();
        var record = await AssertOneAsync(gateway, 200);
        Assert.True(record is { Estimated: true, Usage.Output: > 0 });
    }

    [Fact]
    public async Task In_the_middle_of_a_stream_that_counted_its_beginning()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var caller = new CancellationTokenSource();
        var answering = gateway.StreamAsync(cancellationToken: caller.Token);
        var call = await gateway.One.NextAsync();
        await call.StreamAsync();
        await call.EventAsync("data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"one\"},\"finish_reason\":null}],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":1,\"total_tokens\":8}}\n\n");
        await call.EventAsync(Wire.Text("two") + Wire.Text("three") + Wire.Text("four"));
        (await answering).Dispose();
        await call.UntilClosedAsync();
        var record = await AssertOneAsync(gateway, 200);
        Assert.True(record is { Estimated: true, Usage: { Input: 7, Output: > 1 } }, record.ToString());
    }

    [Fact]
    public async Task In_the_middle_of_a_buffered_answer()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var caller = new CancellationTokenSource();
        var answering = gateway.ChatAsync(cancellationToken: caller.Token);
        var call = await gateway.One.NextAsync();
        await call.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{");
        await caller.CancelAsync();
        await call.UntilClosedAsync();
        await AssertOneAsync(gateway, 499);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);
    }

    [Fact]
    public async Task While_the_record_is_written()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Journal.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var caller = new CancellationTokenSource();
        var answering = gateway.ChatAsync(cancellationToken: caller.Token);
        await (await gateway.One.NextAsync()).AnswerAsync(200, Wire.Answer);
        await gateway.Journal.UntilGatedAsync();
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);
        await gateway.SettleAsync();
        gateway.Journal.Gate.SetResult();
        Assert.Equal(UsageOutcome.Succeeded, (await gateway.Journal.NextAsync()).Outcome);
        await gateway.SettleAsync();
        Assert.Single(gateway.Journal.Completed);
    }

    [Theory]
    [InlineData("Content-Length: 500\r\n", "{\"model\":", true)]
    [InlineData("Content-Length: 500\r\n", "{\"model\":", false)]
    [InlineData("Transfer-Encoding: chunked\r\n", "5\r\n{\"mod\r\n", true)]
    [InlineData("Transfer-Encoding: chunked\r\n", "5\r\n{\"mod\r\n", false)]
    public async Task In_the_middle_of_the_request(string framing, string body, bool hard)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(gateway.Http.BaseAddress!.Host, gateway.Http.BaseAddress.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TestGateway.AdministratorKey}\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n{framing}\r\n"));
        // The server says "continue" when the gateway reads the body.
        Assert.NotEqual(0, await socket.ReceiveAsync(new byte[100]));
        await socket.SendAsync(Encoding.ASCII.GetBytes(body));
        if (hard)
            socket.LingerState = new LingerOption(true, 0);
        socket.Close();
        var record = await gateway.Journal.NextAsync();
        Assert.Equal((499, UsageOutcome.Cancelled), (record.Status, record.Outcome));
        Assert.Equal((0, 0), (record.Attempts, gateway.One.Count));
        await gateway.SettleAsync();
        Assert.Single(gateway.Journal.Completed);
        Assert.Equal(0, record.Cost!.Value.NanoDollars);
    }

    [Fact]
    public async Task A_full_journal_refuses_before_a_provider_is_called()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Journal.Unavailable = "the disk is full";
        using var answer = await gateway.StreamAsync();
        Assert.Equal(503, (int)answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("journal_unavailable", text);
        Assert.DoesNotContain("the disk is full", text);
        Assert.Equal((0, "0"), (gateway.One.Count, answer.Headers.GetValues("x-hybridai-attempts").Single()));
    }

    [Fact]
    public async Task A_journal_that_fills_up_between_two_attempts_keeps_what_the_first_one_cost()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Journal.StartsLeft = 1;
        gateway.One.Answer = call => call.AnswerAsync(200, "{}");
        using var answer = await gateway.ChatAsync();
        Assert.Equal(503, (int)answer.StatusCode);
        Assert.Equal(0, gateway.Two.Count);
        var record = await gateway.Journal.NextAsync();
        Assert.Equal((1, 1, true), (record.Attempts, record.AbandonedAttempts!.Count, record.Estimated));
        Assert.True(record.Cost!.Value.NanoDollars > 0 && record.Usage.Input > 0);
    }

    [Fact]
    public async Task A_marker_comes_before_the_provider_is_called_and_says_what_is_known()
    {
        await using var gateway = await TestGateway.StartAsync();
        var answering = gateway.StreamAsync();
        var call = await gateway.One.NextAsync();
        var marker = Assert.Single(gateway.Journal.Started);
        Assert.Equal((UsageOutcome.Interrupted, true, "one", "m", "both", true, 1),
            (marker.Outcome, marker.Estimated, marker.Provider, marker.Model, marker.RequestedModel, marker.Streamed, marker.Attempts));
        Assert.True(marker.Usage.Input > 0 && marker.Cost!.Value.NanoDollars > 0);
        await call.StreamAllAsync(Wire.Text("a"), Wire.Finish, Wire.Done);
        (await answering).Dispose();
        Assert.Equal(marker.Id, (await gateway.Journal.NextAsync()).Id);
    }

    [Fact]
    public async Task A_shutdown_ends_open_streams_with_an_error_event_and_says_so_in_the_record()
    {
        await using var gateway = await TestGateway.StartAsync();
        var answering = gateway.StreamAsync();
        var call = await gateway.One.NextAsync();
        await call.StreamAsync();
        await call.EventAsync(Wire.Text("a"));
        using var answer = await answering;
        var stopping = gateway.App.StopAsync();
        await gateway.App.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.WaitAsync();
        var text = await gateway.PassTimeUntilAsync(TimeSpan.FromSeconds(1), answer.Content.ReadAsStringAsync());
        Assert.Contains("gateway_shutdown", text);
        var record = await gateway.Journal.NextAsync();
        Assert.Equal((UsageOutcome.Failed, "Shutdown"), (record.Outcome, record.FailureCause));
        await call.UntilClosedAsync();
        await stopping;
    }

    private static async Task<UsageRecord> AssertOneAsync(TestGateway gateway, int status)
    {
        var record = await gateway.Journal.NextAsync();
        Assert.Equal((UsageOutcome.Cancelled, "ClientAborted", status), (record.Outcome, record.FailureCause, record.Status));
        Assert.True(record.Usage.Input > 0);
        await gateway.SettleAsync();
        Assert.Single(gateway.Journal.Completed);
        return record;
    }
}

internal static class TokenWaiting
{
    /// <summary>Waits until a token fires.</summary>
    public static async Task WaitAsync(this CancellationToken token)
    {
        var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = token.Register(fired.SetResult);
        await fired.Task;
    }
}
