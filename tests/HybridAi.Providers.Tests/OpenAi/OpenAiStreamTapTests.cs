using System.Text;
using System.Text.Json;
using HybridAi.Core.Costs;
using HybridAi.Providers.Http;
using HybridAi.Providers.OpenAi;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Tests.OpenAi;

public sealed class OpenAiStreamTapTests
{
    private static readonly TokenUsage TenAndFive = new() { Input = 10, Output = 5 };

    [Fact]
    public void OpenAi_with_a_usage_chunk()
    {
        var tap = Tap("openai", usageWanted: false);
        Assert.Equal(StreamVerdict.Preamble, Read(tap, """{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","service_tier":"default","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"x"}"""));
        Assert.False(tap.IsFinished);
        Assert.Equal(StreamVerdict.Content, Read(tap, """{"choices":[{"index":0,"delta":{"content":"Hel"},"finish_reason":null}],"usage":null}"""));
        Assert.Equal(StreamVerdict.Content, Read(tap, """{"choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":null}],"usage":null}"""));
        Assert.False(tap.IsFinished);
        Assert.Equal(2, tap.EstimatedOutputTokens);
        Assert.Null(tap.Facts.Usage);
        Assert.Equal(StreamVerdict.Content, Read(tap, """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}"""));
        Assert.True(tap.IsFinished);
        Assert.Equal(StreamVerdict.Usage, Read(tap, """{"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}"""));
        Assert.Equal(StreamVerdict.Done, Read(tap, "[DONE]"));
        Assert.Equal(TenAndFive, tap.Facts.Usage);
        Assert.Equal("stop", tap.Facts.FinishReason);
        Assert.False(tap.ForwardsUsage);
        Assert.True(Tap("openai", usageWanted: true).ForwardsUsage);
        Assert.Equal("data: [DONE]\n\n", Encoding.UTF8.GetString(tap.Terminator.Span));
        Assert.True(tap.IsFinished);
    }

    [Fact]
    public void A_usage_chunk_that_repeats_what_was_known_is_still_one()
    {
        // vLLM with continuous_usage_stats.
        var tap = Tap("vllm", usageWanted: false);
        Assert.Equal(StreamVerdict.Content, Read(tap, """{"choices":[{"index":0,"delta":{"content":"x"}}],"usage":{"prompt_tokens":10,"completion_tokens":5}}"""));
        Assert.Equal(StreamVerdict.Usage, Read(tap, """{"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5}}"""));
        Assert.Equal(StreamVerdict.Usage, Read(tap, """{"usage":{"prompt_tokens":10,"completion_tokens":5}}"""));
        Assert.Equal(TenAndFive, tap.Facts.Usage);
    }

    [Fact]
    public void Azure_reports_filters_before_and_behind_the_answer()
    {
        var tap = Tap("azure");
        Assert.Equal(StreamVerdict.Preamble, Read(tap, """{"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0,"content_filter_results":{"hate":{"filtered":false,"severity":"safe"}}}]}"""));
        Assert.False(tap.IsFinished);
        Assert.Equal(StreamVerdict.Content, Read(tap, """{"choices":[{"content_filter_results":{"hate":{"filtered":false,"severity":"safe"}},"delta":{"content":"x"},"finish_reason":null,"index":0}]}"""));
        Assert.Equal(StreamVerdict.Content, Read(tap, """{"choices":[{"content_filter_results":{},"delta":{},"finish_reason":"content_filter","index":0}]}"""));
        Assert.True(tap.IsFinished);
        Assert.Equal(StreamVerdict.Preamble, Read(tap, """{"choices":[{"content_filter_offsets":{"check_offset":0},"content_filter_results":{},"finish_reason":null,"index":0}]}"""));
        Assert.True(tap.IsFinished);
        Assert.Equal("content_filter", tap.Facts.FinishReason);
    }

    [Fact]
    public void Groq_puts_usage_under_x_groq_and_the_tap_makes_the_chunk_that_was_asked_for()
    {
        const string last = """{"id":"c","object":"chat.completion.chunk","created":17,"model":"m","system_fingerprint":"fp","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"x_groq":{"id":"req_1","usage":{"queue_time":0.1,"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}}""";
        var tap = Tap("groq", usageWanted: true);
        Assert.Equal(StreamVerdict.Preamble, Read(tap, """{"id":"c","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"x_groq":{"id":"req_1"}}"""));
        Assert.Equal(StreamVerdict.Content, Read(tap, """{"choices":[{"index":0,"delta":{"reasoning":"hm"}}]}"""));
        Assert.Equal("data: [DONE]\n\n", Encoding.UTF8.GetString(tap.Terminator.Span));
        Assert.Equal(StreamVerdict.Content, Read(tap, last));
        Assert.Equal(TenAndFive, tap.Facts.Usage);
        Assert.True(tap.IsFinished);

        var ending = Encoding.UTF8.GetString(tap.Terminator.Span);
        Assert.StartsWith("data: {", ending, StringComparison.Ordinal);
        Assert.EndsWith("}\n\ndata: [DONE]\n\n", ending, StringComparison.Ordinal);
        using var chunk = JsonDocument.Parse(ending[6..^"\n\ndata: [DONE]\n\n".Length]);
        Assert.Equal(["id", "object", "created", "model", "system_fingerprint", "choices", "usage"], chunk.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal(0, chunk.RootElement.GetProperty("choices").GetArrayLength());
        Assert.Equal(15, chunk.RootElement.GetProperty("usage").GetProperty("total_tokens").GetInt32());

        var unasked = Tap("groq", usageWanted: false);
        Read(unasked, last);
        Assert.Equal("data: [DONE]\n\n", Encoding.UTF8.GetString(unasked.Terminator.Span));
        Assert.Equal(TenAndFive, unasked.Facts.Usage);
    }

    [Theory]
    [InlineData("""{"choices":[],"x_groq":{"usage":{"prompt_tokens":10,"completion_tokens":5},"id":"\ud800"},"id":"\ud800"}""")]
    [InlineData("""{"choices":[],"x_groq":{"usage":{"prompt_tokens":10,"completion_tokens":5}},"x_groq":{}}""")]
    [InlineData("""{"choices":[],"x_groq":{"usage":{"prompt_tokens":10,"completion_tokens":5}},"x_groq":1}""")]
    public void A_chunk_that_cannot_be_written_anew_adds_nothing_to_the_end(string chunk)
    {
        var tap = Tap("groq", usageWanted: true);
        Assert.Equal(StreamVerdict.Preamble, Read(tap, chunk));
        Assert.Equal(TenAndFive, tap.Facts.Usage);
        Assert.Equal("data: [DONE]\n\n", Encoding.UTF8.GetString(tap.Terminator.Span));
    }

    [Theory]
    [InlineData("""{"choices":[{"index":0,"delta":{},"finish_reason":null}],"x_groq":{"id":"r","error":"stopped early"}}""")]
    [InlineData("""{"choices":[],"x_groq":{"error":{"message":"over capacity","type":"x"}}}""")]
    public void Groqs_errors_are_errors(string chunk) => Assert.Equal(StreamVerdict.Error, Read(Tap("groq"), chunk));

    [Fact]
    public void XGroq_of_other_providers_and_other_types_is_passed_over()
    {
        Assert.Equal(StreamVerdict.Preamble, Read(Tap("openai"), """{"choices":[],"x_groq":{"error":"x"}}"""));
        Assert.Equal(StreamVerdict.Preamble, Read(Tap("groq"), """{"choices":[],"x_groq":[{"error":"x"}]}"""));
        Assert.Equal(StreamVerdict.Preamble, Read(Tap("groq"), """{"choices":[],"x_groq":{"error":null,"usage":null}}"""));
    }

    [Fact]
    public void Mistral_streams_content_arrays_and_usage_in_the_last_chunk()
    {
        var tap = Tap("mistral", usageWanted: true);
        Assert.Equal(StreamVerdict.Preamble, Read(tap, """{"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}"""));
        Assert.Equal(StreamVerdict.Content, Read(tap, """{"choices":[{"index":0,"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]}]},"finish_reason":null}]}"""));
        Assert.Equal(1, tap.EstimatedOutputTokens);
        Assert.Equal(StreamVerdict.Content, Read(tap, """{"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"model_length"}],"usage":{"prompt_tokens":10,"total_tokens":15,"completion_tokens":5}}"""));
        Assert.Equal(TenAndFive, tap.Facts.Usage);
        Assert.Equal("model_length", tap.Facts.FinishReason);
        Assert.True(tap.IsFinished);
        Assert.Equal("data: [DONE]\n\n", Encoding.UTF8.GetString(tap.Terminator.Span));
    }

    [Theory]
    [InlineData("cerebras", """{"error":{"message":"m","type":"t","param":"p","code":"c","id":""},"status_code":500}""")]
    [InlineData("cerebras", """{"message":"m","type":"t","param":"p","code":"c"}""")]
    [InlineData("openrouter", """{"id":"g","object":"chat.completion.chunk","error":{"code":502,"message":"m"},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}""")]
    [InlineData("openrouter", """{"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}],"error":{"code":502,"message":"m"}}""")]
    [InlineData("vllm", """{"object":"error","message":"m","type":"BadRequestError","param":null,"code":400}""")]
    [InlineData("vllm", """{"error":{"message":"m","type":"BadRequestError","param":null,"code":400}}""")]
    [InlineData("ollama", """{"error":"text"}""")]
    public void Errors_in_a_stream_are_errors(string profile, string chunk) => Assert.Equal(StreamVerdict.Error, Read(Tap(profile), chunk));

    [Fact]
    public void Named_error_events_are_errors_whatever_they_carry()
    {
        Assert.Equal(StreamVerdict.Error, Tap("openai").Read("error"u8, "nonsense"u8));
        Assert.Equal(StreamVerdict.Content, Tap("openai").Read("message"u8, """{"choices":[{"delta":{"content":"x"}}]}"""u8));
    }

    [Fact]
    public void An_error_of_null_is_none() =>
        Assert.Equal(StreamVerdict.Content, Read(Tap("openai"), """{"error":null,"choices":[{"delta":{"content":"x"}}]}"""));

    [Fact]
    public void OpenRouter_sends_comments_reasoning_twice_and_its_cost()
    {
        var tap = Tap("openrouter");
        Assert.Equal(StreamVerdict.Comment, Read(tap, ""));
        Assert.Equal(StreamVerdict.Content, Read(tap, """{"choices":[{"index":0,"delta":{"role":"assistant","content":"","reasoning":"12345678","reasoning_details":[{"type":"reasoning.text","text":"12345678","format":"f","index":0}]},"finish_reason":null,"native_finish_reason":null}]}"""));
        Assert.Equal(1, tap.EstimatedOutputTokens);
        Assert.Equal(StreamVerdict.Content, Read(tap, """{"choices":[{"index":0,"delta":{"reasoning":null,"reasoning_details":[{"type":"reasoning.encrypted","data":"xxxx"}]}}]}"""));
        Assert.Equal(StreamVerdict.Preamble, Read(tap, """{"choices":[{"index":0,"delta":{"reasoning":null,"reasoning_details":[ ]}}]}"""));
        Assert.Equal(StreamVerdict.Content, Read(tap, """{"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":"stop"}]}"""));
        Assert.Equal(StreamVerdict.Preamble, Read(tap, """{"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":{"prompt_tokens":10,"completion_tokens":5,"cost":0.00012}}"""));
        Assert.Equal(TenAndFive, tap.Facts.Usage);
        Assert.Equal(0.00012m, tap.Facts.CostUsd);
        Assert.True(tap.IsFinished);
    }

    [Theory]
    [InlineData("""{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":""}}]}""")]
    [InlineData("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"a\":1"}}]}""")]
    [InlineData("""{"function_call":{"name":"f"}}""")]
    [InlineData("""{"refusal":"No."}""")]
    [InlineData("""{"reasoning_content":"hm"}""")]
    [InlineData("""{"audio":{"id":"a","data":"AAAA"}}""")]
    [InlineData("""{"audio":{"id":"a","expires_at":12}}""")]
    [InlineData("""{"role":"assistant","content":"x"}""")]
    [InlineData("""{"content":"\ud800"}""")]
    public void Whatever_a_delta_carries_besides_its_role_is_content(string delta) =>
        Assert.Equal(StreamVerdict.Content, Read(Tap("openai"), $$"""{"choices":[{"index":0,"delta":{{delta}}}]}"""));

    [Theory]
    [InlineData("""{}""")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("""{"role":"assistant"}""")]
    [InlineData("""{"role":"assistant","content":null,"tool_calls":[]}""")]
    [InlineData("""{"role":{"x":"deep"},"content":""}""")]
    public void Empty_deltas_are_preamble(string delta) =>
        Assert.Equal(StreamVerdict.Preamble, Read(Tap("openai"), $$"""{"choices":[{"index":0,"delta":{{delta}},"finish_reason":null}]}"""));

    [Fact]
    public void Every_choice_must_finish()
    {
        var tap = Tap("openai");
        Read(tap, """{"choices":[{"index":0,"delta":{"content":"a"}}]}""");
        Read(tap, """{"choices":[{"index":1,"delta":{"content":"b"}},{"index":31,"delta":{"content":"b"}}]}""");
        Read(tap, """{"choices":[{"delta":{},"finish_reason":"length","index":1}]}""");
        Assert.Equal("length", tap.Facts.FinishReason);
        Assert.False(tap.IsFinished);
        Read(tap, """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""");
        Assert.False(tap.IsFinished);
        Read(tap, """{"choices":[{"index":31,"delta":{},"finish_reason":"stop"}]}""");
        Assert.True(tap.IsFinished);
        Assert.Equal("stop", tap.Facts.FinishReason);
    }

    [Fact]
    public void A_stream_of_nothing_is_not_finished() => Assert.False(Tap("openai").IsFinished);

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[DONE] ")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"choices":{}}""")]
    [InlineData("""{"choices":[1]}""")]
    [InlineData("""{"choices":[]""")]
    [InlineData("""{"choices":[]}x""")]
    [InlineData("""{"id":"x"}""")]
    [InlineData("""{"usage":null}""")]
    [InlineData("""{"choi\ud800s":[]}""")]
    public void Chunks_that_are_none_are_malformed(string data) => Assert.Equal(StreamVerdict.Malformed, Read(Tap("openai"), data));

    [Theory]
    [InlineData("""{"choices":null}""")]
    [InlineData("""{"choices":[{"index":"0","delta":{}}]}""")]
    [InlineData("""{"choices":[{"index":99999999999999999999,"delta":{}}]}""")]
    [InlineData("""{"choices":[{"index":-1,"delta":{}}]}""")]
    [InlineData("""{"choices":[{"index":{"a":1},"delta":{},"finish_reason":{"a":1}}]}""")]
    [InlineData("""{"choices":[{"del\ud8000":{}}],"err\ud800":{}}""")]
    public void Odd_types_do_no_harm(string data) => Assert.Equal(StreamVerdict.Preamble, Read(Tap("openai"), data));

    [Fact]
    public void Tokens_are_estimated_by_chunks_while_these_are_short_and_by_bytes_when_long()
    {
        var tap = Tap("openai");
        Assert.Equal(0, tap.EstimatedOutputTokens);
        for (var i = 0; i < 10; i++)
            Read(tap, """{"choices":[{"index":0,"delta":{"content":"word "}}]}""");
        Assert.Equal(10, tap.EstimatedOutputTokens);
        Read(tap, $$"""{"choices":[{"index":0,"delta":{"content":"{{new string('x', 4_000)}}"} }]}""");
        Assert.Equal((4_050 + 3) / 4, tap.EstimatedOutputTokens);
    }

    private static IStreamTap Tap(string profile, bool usageWanted = false)
    {
        var format = new OpenAiFormat();
        return format.TapStream(
            InferenceApi.ChatCompletions,
            new ProviderEndpoint("p", ProviderProfiles.Find(profile)!, format, new Uri("https://example.com/v1"), null, false, [], null), usageWanted);
    }

    private static StreamVerdict Read(IStreamTap tap, string data) => tap.Read(default, Encoding.UTF8.GetBytes(data));
}
