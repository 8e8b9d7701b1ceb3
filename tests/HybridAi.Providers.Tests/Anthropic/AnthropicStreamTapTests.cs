using System.Text;
using HybridAi.Core.Costs;
using HybridAi.Providers.Http;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Sse;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Tests.Anthropic;

/// <summary>Streams that pass unchanged.</summary>
public sealed class AnthropicStreamTapTests
{
    private const string Named = "event: ";

    private readonly IStreamTap _tap = Wire.Format.TapStream(
        InferenceApi.Messages, new ProviderEndpoint("p", ProviderProfiles.Find("anthropic")!, Wire.Format, new Uri("https://e.org"), null, false, [], null), false);

    [Fact]
    public void The_usage_is_the_last_word_on_each_count()
    {
        foreach (var item in Recorded.Everything.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
            Read(item);
        Assert.Equal(new TokenUsage { Input = 25, CachedInput = 7, CacheWrite = 20, CacheWrite1h = 10, Output = 49, Reasoning = 40 }, _tap.Facts.Usage);
        Assert.Equal("tool_use", _tap.Facts.FinishReason);
        Assert.True(_tap.IsFinished);
    }

    [Fact]
    public void Each_event_is_judged_by_what_a_caller_sees_of_it()
    {
        Assert.Equal(StreamVerdict.Preamble, Read(Recorded.Start));
        Assert.Equal(StreamVerdict.Comment, Read("""data: {"type":"ping"}"""));
        Assert.Equal(StreamVerdict.Comment, Read(": keep-alive"));
        Assert.Equal(StreamVerdict.Preamble, Read(Recorded.TextStart));
        Assert.Equal(StreamVerdict.Preamble, Read(Recorded.Text("")));
        Assert.Equal(StreamVerdict.Content, Read(Recorded.Text("Hi")));
        Assert.Equal(StreamVerdict.Content, Read(Recorded.Text(" there")));
        Assert.Equal(StreamVerdict.Content, Read(Recorded.Text("\\n")));
        Assert.Equal(StreamVerdict.Preamble, Read(Recorded.BlockStop));
        Assert.Equal(StreamVerdict.Content, Read("""data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}"""));
        Assert.Equal(StreamVerdict.Content, Read("""data: {"type":"content_block_delta","index":0,"delta":{"type":"citations_delta","citation":{"type":"x"}}}"""));
        Assert.Equal(StreamVerdict.Preamble, Read("""data: {"type":"something_new","delta":{"text":"x"}}"""));
        Assert.False(_tap.IsFinished);
        Assert.Equal(StreamVerdict.Content, Read(Recorded.Finish));
        Assert.True(_tap.IsFinished);
        Assert.Equal(4, _tap.EstimatedOutputTokens);
        Assert.Equal(StreamVerdict.Done, Read(Recorded.Stop));
    }

    [Fact]
    public void The_last_event_is_held_back_as_it_came()
    {
        Assert.Equal("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", Encoding.UTF8.GetString(_tap.Terminator.Span));
        Read(Recorded.Start);
        Read(Recorded.Finish);
        Read("""data: {"type":"message_stop", "amazon":{"x":1}}""");
        Assert.Equal("event: message_stop\ndata: {\"type\":\"message_stop\", \"amazon\":{\"x\":1}}\n\n", Encoding.UTF8.GetString(_tap.Terminator.Span));
    }

    [Theory]
    [InlineData("""data: {"type":"error","error":{"type":"overloaded_error","message":"x"}}""", StreamVerdict.Error)]
    [InlineData("event: error\ndata: {\"error\":{}}", StreamVerdict.Error)]
    [InlineData("data: {}", StreamVerdict.Malformed)]
    [InlineData("data: []", StreamVerdict.Malformed)]
    [InlineData("data: {\"type\":\"ping\"", StreamVerdict.Malformed)]
    [InlineData("data: {\"type\":\"ping\"} {}", StreamVerdict.Malformed)]
    [InlineData("data: {\"type\":\"message_stop\"}", StreamVerdict.Malformed)]
    [InlineData("data: {\"type\":5}", StreamVerdict.Malformed)]
    [InlineData("event: ping\ndata: {}", StreamVerdict.Comment)]
    public void Errors_and_nonsense_are_told_apart(string item, StreamVerdict expected) => Assert.Equal(expected, Read(item));

    [Fact]
    public void A_delta_costs_no_allocation()
    {
        var deltas = Enumerable.Range(0, 50).Select(i => Encoding.UTF8.GetBytes(Recorded.Text($"token {i} \\n")[6..])).ToArray();
        Read(Recorded.Start);
        foreach (var delta in deltas)
            _tap.Read("content_block_delta"u8, delta);
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var delta in deltas)
            _tap.Read("content_block_delta"u8, delta);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(200, _tap.EstimatedOutputTokens, 100.0);
    }

    [Fact]
    public void Counting_reads_the_count_and_uses_nothing()
    {
        Assert.Null(Wire.Format.TryReadAnswer(InferenceApi.CountTokens, """{"input_tokens":2095}"""u8, null, out var facts));
        Assert.Equal(default(TokenUsage), facts.Usage);
        Assert.Contains("input_tokens", Wire.Format.TryReadAnswer(InferenceApi.CountTokens, "{}"u8, null, out _), StringComparison.Ordinal);
        Assert.Contains("content", Wire.Format.TryReadAnswer(InferenceApi.Messages, """{"input_tokens":1}"""u8, null, out _), StringComparison.Ordinal);
        Assert.Null(Wire.Format.TryReadAnswer(InferenceApi.Messages, Encoding.UTF8.GetBytes(Recorded.EverythingAtOnce), null, out facts));
        Assert.Equal(("tool_use", 89), (facts.FinishReason, facts.Usage!.Value.TotalOutput));
    }

    private StreamVerdict Read(string item)
    {
        Assert.DoesNotContain("\n\n", item);
        SseEvents.Parse(Encoding.UTF8.GetBytes(item), out var name, out var data);
        Assert.True(name.IsEmpty || item.StartsWith(Named, StringComparison.Ordinal));
        return _tap.Read(name, data);
    }
}
