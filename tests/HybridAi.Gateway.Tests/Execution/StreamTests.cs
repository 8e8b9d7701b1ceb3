using System.Text;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Tests.Hosting;

namespace HybridAi.Gateway.Tests.Execution;

/// <summary>Streams as callers see them, from a provider that sends exact bytes at chosen moments.</summary>
public sealed class StreamTests
{
    private const string Whole = Wire.Role + ": keep-alive\n\n" + Text1 + Text2 + Wire.Finish + Wire.Usage + Wire.Done;
    private const string Text1 = "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Grüße, \\\"Welt\\\"\"},\"finish_reason\":null}],\"unknown\":{\"a\":[1]}}\r\n\r\n";
    private const string Text2 = "event: message\ndata:{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"日本\"},\"finish_reason\":null}]}\n\n";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(100_000)]
    public async Task Whatever_the_chunks_the_caller_gets_the_same_bytes(int size)
    {
        await using var gateway = await TestGateway.StartAsync();
        var answering = gateway.StreamAsync();
        var call = await gateway.One.NextAsync();
        await call.StreamAsync();
        var bytes = Encoding.UTF8.GetBytes(Whole);
        for (var at = 0; at < bytes.Length; at += size)
            await call.EventAsync(bytes.AsMemory(at, Math.Min(size, bytes.Length - at)));
        await call.EndAsync();

        using var answer = await answering;
        // Not asked for: the usage chunk. Before the first content: the comment.
        Assert.Equal(Wire.Role + Text1 + Text2 + Wire.Finish + Wire.Done, await answer.Content.ReadAsStringAsync());
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.ToString());
        var record = await gateway.Journal.NextAsync();
        Assert.Equal((10, 4, false, UsageOutcome.Succeeded), (record.Usage.Input, record.Usage.Output, record.Estimated, record.Outcome));
        Assert.Equal(Wire.AnswerNanoDollars, record.Cost!.Value.NanoDollars);
        Assert.Equal("stop", record.FinishReason);
    }

    [Fact]
    public async Task Random_chunks_of_a_long_stream_give_the_same_bytes()
    {
        await using var gateway = await TestGateway.StartAsync();
        var random = new Random(20260301);
        for (var round = 0; round < 20; round++)
        {
            var texts = Enumerable.Range(0, 200).Select(i => Wire.Text(new string((char)('a' + (i % 26)), random.Next(1, 400)))).ToList();
            var expected = Wire.Role + string.Concat(texts) + Wire.Finish + Wire.Done;
            var answering = gateway.StreamAsync();
            var call = await gateway.One.NextAsync();
            await call.StreamAsync();
            var bytes = Encoding.UTF8.GetBytes(expected);
            for (int at = 0, size; at < bytes.Length; at += size)
            {
                size = Math.Min(random.Next(1, 5_000), bytes.Length - at);
                await call.EventAsync(bytes.AsMemory(at, size));
            }

            await call.EndAsync();
            using var answer = await answering;
            Assert.Equal(expected, await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task The_usage_chunk_passes_if_it_was_asked_for_and_is_asked_for_in_any_case()
    {
        await using var gateway = await TestGateway.StartAsync();
        var answering = gateway.StreamAsync(""","stream_options":{"include_usage":true}""");
        var call = await gateway.One.NextAsync();
        Assert.Contains("\"include_usage\":true", call.BodyText);
        await call.StreamAllAsync(Wire.Text("a"), Wire.Finish, Wire.Usage, Wire.Done);
        using var answer = await answering;
        Assert.Equal(Wire.Text("a") + Wire.Finish + Wire.Usage + Wire.Done, await answer.Content.ReadAsStringAsync());

        var other = gateway.StreamAsync();
        call = await gateway.One.NextAsync();
        Assert.Contains("\"include_usage\":true", call.BodyText);
        await call.StreamAllAsync(Wire.Text("a"), Wire.Finish, Wire.Usage, Wire.Done);
        using var unasked = await other;
        Assert.DoesNotContain("usage", await unasked.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Nothing_is_sent_before_the_first_content_and_comments_pass_after_it()
    {
        await using var gateway = await TestGateway.StartAsync();
        var answering = gateway.StreamAsync();
        var call = await gateway.One.NextAsync();
        await call.StreamAsync();
        await call.EventAsync(": early\n\n" + Wire.Role);
        await gateway.SettleAsync();
        Assert.False(answering.IsCompleted);

        await call.EventAsync(Wire.Text("a") + ": late\n\n");
        using var answer = await answering;
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        await call.EventAsync(Wire.Finish + Wire.Done);
        await call.EndAsync();
        Assert.Equal(Wire.Role + Wire.Text("a") + ": late\n\n" + Wire.Finish + Wire.Done, await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task Each_read_goes_on_at_once()
    {
        await using var gateway = await TestGateway.StartAsync();
        var answering = gateway.StreamAsync();
        var call = await gateway.One.NextAsync();
        await call.StreamAsync();
        await call.EventAsync(Wire.Text("a"));
        using var answer = await answering;
        await using var stream = await answer.Content.ReadAsStreamAsync();
        Assert.Equal(Wire.Text("a"), await ReadAsync(stream, Wire.Text("a").Length));
        await call.EventAsync(Wire.Text("b"));
        Assert.Equal(Wire.Text("b"), await ReadAsync(stream, Wire.Text("b").Length));
        call.Cut();
    }

    [Fact]
    public async Task The_terminator_is_held_until_the_journal_has_the_record()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Journal.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answering = gateway.StreamAsync();
        var call = await gateway.One.NextAsync();
        await call.StreamAsync();
        await call.EventAsync(Wire.Text("a") + Wire.Finish);
        using var answer = await answering;
        await using var stream = await answer.Content.ReadAsStreamAsync();
        await call.EventAsync(Wire.Done);
        await call.EndAsync();
        Assert.Equal(Wire.Text("a") + Wire.Finish, await ReadAsync(stream, (Wire.Text("a") + Wire.Finish).Length));
        var rest = ReadAsync(stream, Wire.Done.Length);
        await gateway.Journal.UntilGatedAsync();
        await gateway.SettleAsync();
        Assert.False(rest.IsCompleted);
        Assert.Empty(gateway.Journal.Completed);

        gateway.Journal.Gate.SetResult();
        Assert.Equal(Wire.Done, await rest);
    }

    [Theory]
    [InlineData(Wire.Finish, Wire.Done)]
    [InlineData(Wire.Finish + "data: [DONE]", Wire.Done)]
    [InlineData(Wire.Finish + "data: [DONE]\n", Wire.Done)]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}", "\n\n" + Wire.Done)]
    public async Task A_finished_stream_without_its_last_bytes_is_completed(string end, string added)
    {
        await using var gateway = await TestGateway.StartAsync();
        var answering = gateway.StreamAsync();
        await (await gateway.One.NextAsync()).StreamAllAsync(Wire.Text("a"), end);
        using var answer = await answering;
        var finish = end.Replace("data: [DONE]", "", StringComparison.Ordinal).TrimEnd('\n');
        var expected = Wire.Text("a") + finish + (end.EndsWith('}') ? "" : "\n\n") + added;
        Assert.Equal(expected, await answer.Content.ReadAsStringAsync());
        Assert.Equal(UsageOutcome.Succeeded, (await gateway.Journal.NextAsync()).Outcome);
    }

    [Fact]
    public async Task An_answer_without_content_is_an_answer()
    {
        await using var gateway = await TestGateway.StartAsync();
        var answering = gateway.StreamAsync();
        await (await gateway.One.NextAsync()).StreamAllAsync(Wire.Role, Wire.Done);
        using var answer = await answering;
        Assert.Equal(Wire.Role + Wire.Done, await answer.Content.ReadAsStringAsync());
        Assert.Equal("one", answer.Headers.GetValues("x-hybridai-provider").Single());
    }

    [Fact]
    public async Task A_huge_event_passes_and_one_beyond_the_bound_ends_the_stream()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Upstream:MaxAnswerBytes"] = "2000000" });
        var huge = Wire.Text(new string('x', 1_000_000));
        var answering = gateway.StreamAsync();
        var call = await gateway.One.NextAsync();
        _ = call.StreamAllAsync(huge, Wire.Finish, Wire.Done);
        using (var answer = await answering)
            Assert.Equal(huge + Wire.Finish + Wire.Done, await answer.Content.ReadAsStringAsync());

        answering = gateway.StreamAsync();
        call = await gateway.One.NextAsync();
        var sending = call.StreamAllAsync(Wire.Text("a"), Wire.Text(new string('x', 50_000_000)), Wire.Finish, Wire.Done);
        using var cut = await answering;
        var text = await cut.Content.ReadAsStringAsync();
        Assert.StartsWith(Wire.Text("a"), text);
        Assert.Contains("\"code\":\"provider_malformed_answer\"", text);
        Assert.True(text.Length < 10_000);
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => sending);
    }

    [Fact]
    public async Task A_caller_that_reads_slowly_gets_everything_and_is_no_idle_provider()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Upstream:TotalTimeout"] = "1d" });
        var answering = gateway.StreamAsync();
        var call = await gateway.One.NextAsync();
        await call.StreamAsync();
        var text = Wire.Text(new string('x', 100_000));
        var sent = 0;
        _ = Task.Run(async () =>
        {
            for (; sent < 200; Interlocked.Increment(ref sent))
                await call.EventAsync(text);
            await call.EventAsync(Wire.Finish + Wire.Done);
            await call.EndAsync();
        });
        using var answer = await answering;
        await using var stream = await answer.Content.ReadAsStreamAsync();
        // 20 MB do not fit between here and there: the gateway waits for the caller, not for the provider.
        for (var (still, before) = (0, -1); still < 10; await gateway.SettleAsync())
            (still, before) = (before == Volatile.Read(ref sent) ? still + 1 : 0, Volatile.Read(ref sent));
        Assert.True(sent < 200);
        gateway.Time.Advance(TimeSpan.FromHours(1));
        using var everything = new MemoryStream();
        await stream.CopyToAsync(everything);
        Assert.Equal((200L * text.Length) + Wire.Finish.Length + Wire.Done.Length, everything.Length);
        Assert.Equal(UsageOutcome.Succeeded, (await gateway.Journal.NextAsync()).Outcome);
    }

    private static async Task<string> ReadAsync(Stream stream, int length)
    {
        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes);
        return Encoding.UTF8.GetString(bytes);
    }
}
