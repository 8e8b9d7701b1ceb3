using System.Text;
using HybridAi.Core.Costs;
using HybridAi.Core.Resilience;
using HybridAi.Providers.OpenAi;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Tests.OpenAi;

public sealed class ResponsesStreamTapTests
{
    private const string Completed =
        """
        {"type":"response.completed","sequence_number":9,"response":{"id":"resp_1","status":"completed","incomplete_details":null,"output":[],"usage":{"input_tokens":12,"input_tokens_details":{"cached_tokens":3,"cache_write_tokens":2},"output_tokens":9,"output_tokens_details":{"reasoning_tokens":4},"total_tokens":21}}}
        """;

    private static readonly TokenUsage Usage = new() { Input = 7, CachedInput = 3, CacheWrite = 2, Output = 5, Reasoning = 4 };

    private static StreamVerdict Read(ResponsesStreamTap tap, string data, string name = "") => tap.Read(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(data));

    [Fact]
    public void An_answer_from_its_beginning_to_its_end()
    {
        var tap = new ResponsesStreamTap(costField: null);
        Assert.Equal(StreamVerdict.Preamble, Read(tap, """{"type":"response.created","sequence_number":0,"response":{"status":"in_progress","output":[],"usage":null,"error":null}}"""));
        Assert.Equal(StreamVerdict.Preamble, Read(tap, """{"type":"response.in_progress","sequence_number":1,"response":{}}"""));
        Assert.Equal(StreamVerdict.Content, Read(tap, """{"type":"response.output_item.added","sequence_number":2,"output_index":0,"item":{"type":"message"}}"""));
        Assert.Equal(StreamVerdict.Preamble, Read(tap, """{"type":"response.content_part.added","sequence_number":3}"""));
        Assert.Equal(StreamVerdict.Content, Read(tap, """{"type":"response.output_text.delta","sequence_number":4,"delta":"Hel","obfuscation":"xx"}"""));
        Assert.Equal(StreamVerdict.Content, Read(tap, """{"type":"response.output_text.delta","sequence_number":5,"delta":"lo"}"""));
        Assert.Equal((2, false, 6), (tap.EstimatedOutputTokens, tap.IsFinished, tap.NextSequence));
        Assert.Equal(StreamVerdict.Preamble, Read(tap, """{"type":"response.output_text.done","text":"Hello"}"""));
        Assert.Null(tap.Facts.Usage);
        Assert.Equal(StreamVerdict.Done, Read(tap, Completed, "response.completed"));
        Assert.Equal((Usage, "completed", true), (tap.Facts.Usage, tap.Facts.FinishReason, tap.IsFinished));
        Assert.Equal($"event: response.completed\ndata: {Completed}\n\n", Encoding.UTF8.GetString(tap.Terminator.Span));
    }

    [Theory]
    [InlineData("response.output_text.delta")]
    [InlineData("response.refusal.delta")]
    [InlineData("response.function_call_arguments.delta")]
    [InlineData("response.custom_tool_call_input.delta")]
    [InlineData("response.reasoning_summary_text.delta")]
    [InlineData("response.reasoning_text.delta")]
    [InlineData("response.output_item.added")]
    public void Content(string type) => Assert.Equal(StreamVerdict.Content, Read(new ResponsesStreamTap(null), $$"""{"sequence_number":4,"delta":"x","type":"{{type}}"}"""));

    [Fact]
    public void An_incomplete_response_ends_too_and_says_why()
    {
        var tap = new ResponsesStreamTap("cost");
        Assert.Equal(StreamVerdict.Done, Read(tap, """{"response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"usage":{"input_tokens":1,"output_tokens":2,"total_tokens":3,"cost":0.5}},"type":"response.incomplete"}"""));
        Assert.Equal(("max_output_tokens", 0.5m, true), (tap.Facts.FinishReason, tap.Facts.CostUsd, tap.IsFinished));
        Assert.StartsWith("data: {\"response\"", Encoding.UTF8.GetString(tap.Terminator.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void The_name_counts_where_the_data_has_no_type()
    {
        var tap = new ResponsesStreamTap(null);
        Assert.Equal(StreamVerdict.Content, Read(tap, """{"delta":"x"}""", "response.output_text.delta"));
        Assert.Equal(StreamVerdict.Malformed, Read(tap, """{"delta":"x"}"""));
        Assert.Equal(StreamVerdict.Error, Read(tap, """{"error":{"message":"m"}}"""));
        Assert.Equal(StreamVerdict.Error, Read(tap, "nonsense", "error"));
    }

    [Fact]
    public void A_terminator_of_chat_completions_is_swallowed()
    {
        var tap = new ResponsesStreamTap(null);
        Assert.Equal(StreamVerdict.Usage, Read(tap, "[DONE]"));
        Assert.False(tap.ForwardsUsage);
        Assert.False(tap.IsFinished);
        Assert.Equal(StreamVerdict.Comment, Read(tap, ""));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("""{"type":"response.completed"} x""")]
    [InlineData("""{"type":7}""")]
    public void What_is_no_event_is_malformed(string data) => Assert.Equal(StreamVerdict.Malformed, Read(new ResponsesStreamTap(null), data));

    [Theory]
    [InlineData("""{"type":"response.completed","response":null}""")]
    [InlineData("""{"type":"response.completed","response":{"usage":[{}],"status":{},"incomplete_details":[[]],"output":{}}}""")]
    [InlineData("""{"type":"response.completed","response":{"status":"\ud800","usage":{"input_tokens":-1,"output_tokens":"x"}}}""")]
    public void An_end_that_says_nothing_is_an_end(string data)
    {
        var tap = new ResponsesStreamTap(null);
        Assert.Equal(StreamVerdict.Done, Read(tap, data));
        Assert.Null(tap.Facts.Usage);
    }

    [Fact]
    public void Reading_an_event_allocates_nothing()
    {
        var tap = new ResponsesStreamTap(null);
        var delta = """{"type":"response.output_text.delta","sequence_number":5,"item_id":"msg_1","output_index":0,"content_index":0,"delta":"lo","logprobs":[]}"""u8.ToArray();
        for (var i = 0; i < 1000; i++)
            tap.Read("response.output_text.delta"u8, delta);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            tap.Read("response.output_text.delta"u8, delta);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("""{"type":"response.failed","sequence_number":3,"response":{"status":"failed","error":{"code":"rate_limit_exceeded","message":"slow"}}}""", FailureCause.RateLimit, "slow", "rate_limit_exceeded", null)]
    [InlineData("""{"type":"response.failed","response":{"error":{"code":"server_error","message":"oh"}}}""", FailureCause.ServerError, "oh", "server_error", null)]
    [InlineData("""{"type":"error","sequence_number":3,"code":"invalid_prompt","message":"no","param":"input"}""", FailureCause.BadRequest, "no", "invalid_prompt", "input")]
    [InlineData("""{"type":"error","error":{"type":"server_error","code":"x","message":"oh","param":null}}""", FailureCause.ServerError, "oh", "x", null)]
    [InlineData("""{"type":"error","code":null,"message":"oh","param":null}""", FailureCause.ServerError, "oh", null, null)]
    public void Failures_are_errors_with_what_the_provider_said(string data, FailureCause cause, string message, string? code, string? param)
    {
        Assert.Equal(StreamVerdict.Error, Read(new ResponsesStreamTap(null), data));
        var error = new OpenAiFormat().ReadStreamError(Encoding.UTF8.GetBytes(data));
        Assert.Equal((cause, message, code, param), (error.Cause, error.Message, error.Code, error.Param));
    }

    [Fact]
    public void A_failed_response_tells_what_it_used()
    {
        var tap = new ResponsesStreamTap(null);
        Read(tap, """{"type":"response.failed","response":{"status":"failed","error":{"code":"x","message":"m"},"usage":{"input_tokens":1,"output_tokens":2,"total_tokens":3}}}""");
        Assert.Equal(new TokenUsage { Input = 1, Output = 2 }, tap.Facts.Usage);
    }

    [Fact]
    public void A_whole_answer()
    {
        var format = new OpenAiFormat();
        Assert.Null(format.TryReadAnswer(InferenceApi.Responses, """{"id":"resp_1","status":"completed","output":[{"type":"message"}],"usage":{"input_tokens":12,"input_tokens_details":{"cached_tokens":3,"cache_write_tokens":2},"output_tokens":9,"output_tokens_details":{"reasoning_tokens":4},"total_tokens":21}}"""u8, null, out var facts));
        Assert.Equal((Usage, "completed"), (facts.Usage, facts.FinishReason));
        Assert.Equal("the answer has no 'output'", format.TryReadAnswer(InferenceApi.Responses, """{"choices":[]}"""u8, null, out _));
        Assert.Equal("the answer is not a JSON object", format.TryReadAnswer(InferenceApi.Responses, "[]"u8, null, out _));
        Assert.StartsWith("the answer is not valid JSON", format.TryReadAnswer(InferenceApi.Responses, "{\"output\":["u8, null, out _), StringComparison.Ordinal);
        // Chat's names of the counts are not this wire's.
        Assert.Null(format.TryReadAnswer(InferenceApi.Responses, """{"output":[],"usage":{"prompt_tokens":1,"completion_tokens":1}}"""u8, null, out facts));
        Assert.Null(facts.Usage);
    }

    [Fact]
    public void Mutated_events_and_answers_never_throw()
    {
        var random = new Random(7);
        var seeds = new[] { Completed, """{"type":"error","sequence_number":3,"code":"x","message":"no","param":"input"}""", """{"type":"response.output_text.delta","delta":"\ud83d\ude00"}""" };
        var format = new OpenAiFormat();
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(seeds[round % seeds.Length].Trim());
            for (var i = random.Next(4); i >= 0; i--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var cut = bytes.AsSpan(0, random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length);
            new ResponsesStreamTap("cost").Read(default, cut);
            format.TryReadAnswer(InferenceApi.Responses, cut, "cost", out _);
            format.ReadStreamError(cut);
        }
    }
}
