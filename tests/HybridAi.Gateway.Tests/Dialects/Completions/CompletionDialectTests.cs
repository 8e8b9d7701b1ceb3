using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using HybridAi.Core.Chat;
using HybridAi.Core.Costs;
using HybridAi.Gateway.Dialects;
using HybridAi.Gateway.Dialects.Completions;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Tests.Dialects.ChatCompletions;
using Microsoft.AspNetCore.Http;

namespace HybridAi.Gateway.Tests.Dialects.Completions;

/// <summary>Legacy completions alone: bodies in, answers and streams out.</summary>
public sealed class CompletionDialectTests
{
    private static readonly CompletionsDialect Dialect = new();

    private static readonly ChatResponse Response = new(
        new ResponseHead("r1", "m1") { CreatedAt = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000) },
        [
            new ChatChoice(
                [
                    new ChatPart.Reasoning([new ReasoningText(ReasoningKind.Thought, "Hm")]),
                    new ChatPart.Text("ab") { Logprobs = [new TokenLogprob("a", -0.5) { Top = [new TokenLogprob("a", -0.5), new TokenLogprob("c", -1), new TokenLogprob("c", -2)] }, new TokenLogprob("b", -1)] },
                ], new ChatFinish(FinishReason.Length, "max_tokens")),
            new ChatChoice([new ChatPart.Refusal("No.")], new ChatFinish(FinishReason.ContentFilter, "refusal")),
        ])
    {
        Usage = new ReportedUsage(new TokenUsage { Input = 3, Output = 2 }),
    };

    [Fact]
    public void A_prompt_is_a_users_message()
    {
        var request = Parse("""
            {"model":"m","prompt":["Once"],"max_tokens":9,"temperature":0.5,"top_p":0.9,"n":2,"best_of":2,"stop":"\n","logprobs":3,"echo":true,"suffix":"","seed":4,"user":"u","stream":true,"stream_options":{"include_usage":true},"presence_penalty":1,"frequency_penalty":2,"logit_bias":{"1":2}}
            """);
        var (body, report) = ChatDialectRun.Send(request);
        Assert.Null(report.Dropped);
        Assert.True(request.IncludeUsage);
        Assert.Equal(
            """{"model":"m","messages":[{"role":"user","content":"Once"}],"max_completion_tokens":9,"n":2,"safety_identifier":"u","temperature":0.5,"top_p":0.9,"frequency_penalty":2,"presence_penalty":1,"seed":4,"logit_bias":{"1":2},"stop":["\n"],"logprobs":true,"top_logprobs":3,"stream":true,"stream_options":{"include_usage":true}}""",
            body!.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [Theory]
    [InlineData("""{"model":"m","prompt":["a","b"]}""", "prompt", "one prompt")]
    [InlineData("""{"model":"m","prompt":[1,2]}""", "prompt", "tokens")]
    [InlineData("""{"model":"m","prompt":[[1],[2]]}""", "prompt", "tokens")]
    [InlineData("""{"model":"m","prompt":"a","suffix":"b"}""", "suffix", "suffix")]
    [InlineData("""{"model":"m","prompt":"a","best_of":3}""", "best_of", "best_of")]
    public void What_a_chat_cannot_say_is_refused(string body, string param, string says)
    {
        var (sent, report) = ChatDialectRun.Send(Parse(body));
        Assert.Null(sent);
        Assert.Equal(param, report.Refusal!.Param);
        Assert.Contains(says, report.Refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"model":"m"}""", "prompt")]
    [InlineData("""{"model":"m","prompt":5}""", "prompt")]
    [InlineData("""{"model":"m","prompt":"a","logprobs":true}""", "logprobs")]
    [InlineData("""{"model":"m","prompt":"a","logprobs":6}""", "logprobs")]
    [InlineData("""{"model":"m","prompt":"a","echo":1}""", "echo")]
    public void Errors_name_the_field(string body, string param)
    {
        var error = Dialect.TryRead(Encoding.UTF8.GetBytes(body), new HeaderDictionary(), out _);
        Assert.Equal((GatewayErrorCode.InvalidRequest, param), (error!.Code, error.Param));
    }

    [Fact]
    public void A_whole_answer()
    {
        var output = new ArrayBufferWriter<byte>();
        Dialect.WriteAnswer(Response, Context("""{"model":"m","prompt":"Say ","echo":true}"""), output);
        Assert.Equal(
            """{"id":"cmpl-r1","object":"text_completion","created":1790000000,"model":"m1","choices":[{"text":"Say ab","index":0,"logprobs":{"tokens":["a","b"],"token_logprobs":[-0.5,-1],"top_logprobs":[{"a":-0.5,"c":-1},{}],"text_offset":[4,5]},"finish_reason":"length"},{"text":"Say No.","index":1,"logprobs":null,"finish_reason":"content_filter"}],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5,"prompt_tokens_details":{"cached_tokens":0,"cache_write_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0}}}""",
            Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("""{"model":"m","prompt":"Say ","echo":true,"stream":true,"stream_options":{"include_usage":true}}""", true)]
    [InlineData("""{"model":"m","prompt":"Say ","stream":true}""", false)]
    public void A_stream_amounts_to_the_whole_answer(string body, bool includeUsage)
    {
        var (stream, answer) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        var writer = Dialect.OpenStream(Context(body));
        foreach (var next in ChatReplay.Events(Response))
            writer.Write(next, stream);
        Dialect.WriteAnswer(includeUsage ? Response : Response with { Usage = null }, Context(body), answer);
        var folded = CompletionStreamChecker.Check(Encoding.UTF8.GetString(stream.WrittenSpan), includeUsage).ToAnswer();
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(answer.WrittenSpan), folded), folded.ToJsonString());
    }

    private static ChatRequest Parse(string body)
    {
        Assert.Null(Dialect.TryRead(Encoding.UTF8.GetBytes(body), new HeaderDictionary(), out var request));
        return request!;
    }

    private static DialectContext Context(string body) => new(Parse(body), Guid.Empty, DateTimeOffset.UnixEpoch, TimeProvider.System);
}
