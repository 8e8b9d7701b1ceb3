using System.Text;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Tests.Scripts;

public sealed class PaceTests
{
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_stream_waits_for_latency_first_token_and_each_token()
    {
        await using var simulator = await RunningSimulator.StartAsync(_time);
        await simulator.ScriptAsync("openai", """{"latency":100,"timeToFirstTokenMs":400,"tokensPerSecond":2}""");

        var sending = simulator.SendAsync(Wires.OpenAi, Encoding.UTF8.GetBytes(Wires.Chat("gpt-4o", "[[say:a b c]]", ",\"stream\":true")));
        await AdvanceWhenWaitingAsync(100);
        await AdvanceWhenWaitingAsync(399);
        Assert.False(sending.IsCompleted);
        await AdvanceWhenWaitingAsync(1);
        using var response = await sending;
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        await ReadUntilAsync(reader, "\"a\"");
        await AdvanceWhenWaitingAsync(500);
        await ReadUntilAsync(reader, "\" b\"");
        await AdvanceWhenWaitingAsync(500);
        await ReadUntilAsync(reader, "\" c\"");
        await AdvanceWhenWaitingAsync(500);
        await ReadUntilAsync(reader, "[DONE]");
    }

    [Fact]
    public async Task A_caller_that_leaves_an_answer_in_one_piece_is_billed_for_what_was_made()
    {
        await using var simulator = await RunningSimulator.StartAsync(_time);
        await simulator.ScriptAsync("openai", """{"timeToFirstTokenMs":1000,"tokensPerSecond":10}""");
        using var leave = new CancellationTokenSource();

        var sending = simulator.SendAsync(
            Wires.OpenAi, Encoding.UTF8.GetBytes(Wires.Chat("gpt-4o", "[[words:100]]")), cancellation: leave.Token);
        await AdvanceWhenWaitingAsync(3_000);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);

        Assert.Equal("cancelled", (string?)(await simulator.LastEndedRequestAsync())["outcome"]);
        var line = Assert.Single(await simulator.LinesAsync())!;
        Assert.Equal("cancelled", (string?)line["outcome"]);
        Assert.Equal(20, (int)line["tokens"]!["output"]!);
    }

    [Fact]
    public async Task OpenRouter_comments_while_it_waits()
    {
        await using var simulator = await RunningSimulator.StartAsync(_time);
        await simulator.ScriptAsync("openrouter", """{"timeToFirstTokenMs":2500}""");

        using var response = await simulator.SendAsync(
            Wires.OpenRouter, Encoding.UTF8.GetBytes(Wires.Chat("openai/gpt-4o-mini", "Hi", ",\"stream\":true")));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        await ReadUntilAsync(reader, ": OPENROUTER");
        await AdvanceWhenWaitingAsync(1_000);
        await ReadUntilAsync(reader, ": OPENROUTER");
        await AdvanceWhenWaitingAsync(1_000);
        await ReadUntilAsync(reader, ": OPENROUTER");
        await AdvanceWhenWaitingAsync(500);
        await ReadUntilAsync(reader, "data: {");
    }

    [Theory]
    [InlineData("""{"kind":"constant","ms":20}""", 20, 20, 20)]
    [InlineData("""{"kind":"uniform","minMs":10,"maxMs":30}""", 18, 22, 10)]
    [InlineData("""{"kind":"normal","ms":20,"standardDeviationMs":5}""", 19, 21, 0)]
    [InlineData("""{"kind":"lognormal","ms":20,"sigma":0.5}""", 21, 24, 0)]
    [InlineData("""{"kind":"exponential","ms":20,"minMs":2}""", 18, 22, 2)]
    public void Latencies_follow_their_distribution(string json, double low, double high, double least)
    {
        var latency = ScriptReader.Read(Encoding.UTF8.GetBytes($"{{\"latency\":{json}}}")).Script!.Latency!;
        var random = new Randomness(11);

        var drawn = Enumerable.Range(0, 5_000).Select(_ => latency.Draw(ref random)).ToArray();

        Assert.InRange(drawn.Average(), low, high);
        Assert.True(drawn.Min() >= least);
    }

    private static async Task ReadUntilAsync(StreamReader reader, string text)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
                return;
        }

        Assert.Fail($"The stream ends before {text}.");
    }

    private async Task AdvanceWhenWaitingAsync(int ms)
    {
        // The server runs on threads of its own: its timer is set a moment after what it sent has arrived.
        while (_time.Waiting == 0)
            await Task.Yield();
        _time.Advance(TimeSpan.FromMilliseconds(ms));
    }
}
