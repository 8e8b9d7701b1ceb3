using System.Text;
using HybridAi.Core.Costs;
using HybridAi.Providers.OpenAi;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Tests.OpenAi;

public sealed class OpenAiAnswerTests
{
    private static readonly OpenAiFormat Format = new();

    public static TheoryData<string, string, TokenUsage?> Usages => new()
    {
        {
            "OpenAI",
            """{"prompt_tokens":100,"completion_tokens":50,"total_tokens":150,"prompt_tokens_details":{"cached_tokens":40,"cache_write_tokens":5,"audio_tokens":10,"text_tokens":90,"image_tokens":7},"completion_tokens_details":{"reasoning_tokens":20,"audio_tokens":3,"text_tokens":47,"accepted_prediction_tokens":1,"rejected_prediction_tokens":2,"image_tokens":4}}""",
            new TokenUsage { Input = 38, CachedInput = 40, CacheWrite = 5, AudioInput = 10, ImageInput = 7, Output = 23, Reasoning = 20, AudioOutput = 3, ImageOutput = 4 }
        },
        { "Azure", """{"completion_tokens":5,"completion_tokens_details":null,"prompt_tokens":7,"prompt_tokens_details":null,"total_tokens":12}""", new TokenUsage { Input = 7, Output = 5 } },
        {
            "Groq",
            """{"queue_time":0.02,"prompt_tokens":18,"prompt_time":0.001,"completion_tokens":20,"completion_time":0.5,"total_tokens":38,"total_time":0.5,"prompt_tokens_details":{"cached_tokens":8},"completion_tokens_details":{"reasoning_tokens":6}}""",
            new TokenUsage { Input = 10, CachedInput = 8, Output = 14, Reasoning = 6 }
        },
        { "Mistral, flat", """{"prompt_tokens":10,"total_tokens":14,"completion_tokens":4,"num_cached_tokens":3,"prompt_audio_seconds":null}""", new TokenUsage { Input = 7, CachedInput = 3, Output = 4 } },
        {
            "Mistral, both", """{"prompt_tokens":10,"num_cached_tokens":3,"prompt_tokens_details":{"cached_tokens":3},"completion_tokens":4,"total_tokens":14}""",
            new TokenUsage { Input = 7, CachedInput = 3, Output = 4 }
        },
        {
            "OpenRouter",
            """{"prompt_tokens":194,"completion_tokens":2,"total_tokens":196,"cost":0.95,"cost_details":{"upstream_inference_cost":19},"is_byok":false,"prompt_tokens_details":{"cached_tokens":0,"cache_write_tokens":100,"audio_tokens":0,"video_tokens":0},"completion_tokens_details":{"reasoning_tokens":0}}""",
            new TokenUsage { Input = 94, CacheWrite = 100, Output = 2 }
        },
        { "Ollama", """{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}""", new TokenUsage { Input = 3, Output = 4 } },
        { "without completion tokens", """{"prompt_tokens":3,"total_tokens":7}""", new TokenUsage { Input = 3, Output = 4 } },
        { "a part larger than its whole", """{"prompt_tokens":5,"prompt_tokens_details":{"cached_tokens":9,"audio_tokens":2},"completion_tokens":1,"completion_tokens_details":{"reasoning_tokens":4}}""", new TokenUsage { CachedInput = 5, Reasoning = 1 } },
        { "zeros", """{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}""", default(TokenUsage) },
        { "escaped names", """{"prompt\u005ftokens":3,"completion_tokens":4}""", new TokenUsage { Input = 3, Output = 4 } },
        { "nothing", "{}", null },
        { "null", "null", null },
        { "nulls", """{"prompt_tokens":null,"completion_tokens":null,"total_tokens":null}""", null },
        { "parts without a whole", """{"prompt_tokens_details":{"cached_tokens":9}}""", null },
        { "negative", """{"prompt_tokens":-1,"completion_tokens":4}""", null },
        { "huge", """{"prompt_tokens":99999999999999999999999,"completion_tokens":4}""", null },
        { "beyond a plausible count", """{"prompt_tokens":2147483647,"completion_tokens":4}""", null },
        { "a fraction", """{"prompt_tokens":1.5,"completion_tokens":4}""", null },
        { "text", """{"prompt_tokens":"3","completion_tokens":4}""", null },
        { "an object", """{"prompt_tokens":{"a":[1]},"completion_tokens":4}""", null },
        { "a text for all", "\"many\"", null },
        { "a list for all", """[{"prompt_tokens":1}]""", null },
        { "lists for details", """{"prompt_tokens":1,"completion_tokens":2,"prompt_tokens_details":[1],"completion_tokens_details":"x"}""", new TokenUsage { Input = 1, Output = 2 } },
    };

    [Theory]
    [MemberData(nameof(Usages))]
    public void Usage_is_taken_apart_into_disjoint_classes(string _, string usage, TokenUsage? expected)
    {
        Assert.Null(Read(InferenceApi.ChatCompletions, $$"""{"usage":{{usage}},"choices":[{"finish_reason":"stop"}]}""", out var facts));
        Assert.Equal(expected, facts.Usage);
        Assert.Equal("stop", facts.FinishReason);
    }

    [Theory]
    [InlineData("0.95", 0.95)]
    [InlineData("0", 0.0)]
    [InlineData("1e-7", 0.0000001)]
    [InlineData("-1", null)]
    [InlineData("1000000", null)]
    [InlineData("1e400", null)]
    [InlineData("\"0.5\"", null)]
    [InlineData("null", null)]
    [InlineData("{\"a\":1}", null)]
    public void Cost_is_read_where_the_profile_names_its_field(string cost, double? expected)
    {
        var body = $$"""{"choices":[{}],"usage":{"prompt_tokens":1,"cost":{{cost}},"completion_tokens":1} }""";
        Assert.Null(Format.TryReadAnswer(InferenceApi.ChatCompletions, Encoding.UTF8.GetBytes(body), "cost", out var facts));
        Assert.Equal((decimal?)expected, facts.CostUsd);
        Assert.Equal(new TokenUsage { Input = 1, Output = 1 }, facts.Usage);
        Assert.Null(Read(InferenceApi.ChatCompletions, body, out facts));
        Assert.Null(facts.CostUsd);
    }

    [Fact]
    public void The_finish_reason_is_the_first_choices()
    {
        Assert.Null(Read(InferenceApi.ChatCompletions, """{"choices":[{"index":0,"message":{"content":"{\"finish_reason\":\"no\"}"},"finish_reason":"length"},{"finish_reason":"stop"}]}""", out var facts));
        Assert.Equal("length", facts.FinishReason);
    }

    [Theory]
    [InlineData("\"tool_calls\"", "tool_calls")]
    [InlineData("\"st\\u006fp\"", "stop")]
    [InlineData("\"model_length\"", "model_length")]
    [InlineData("\"something_new\"", "something_new")]
    [InlineData("\"sto\\ud800\"", "unknown")]
    [InlineData("\"0123456789012345678901234567890123456789\"", "01234567890123456789012345678901")]
    [InlineData("\"0123456789012345678901234567890😀\"", "0123456789012345678901234567890")]
    [InlineData("null", null)]
    [InlineData("7", null)]
    [InlineData("{}", null)]
    public void Finish_reasons_are_bounded_texts(string json, string? expected)
    {
        Assert.Null(Read(InferenceApi.ChatCompletions, $$"""{"choices":[{"finish_reason":{{json}}}]}""", out var facts));
        Assert.Equal(expected, facts.FinishReason);
    }

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("{", "not valid JSON")]
    [InlineData("""{"choices":[{}]} x""", "not valid JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("null", "not a JSON object")]
    [InlineData("{}", "no 'choices'")]
    [InlineData("""{"choices":null}""", "no 'choices'")]
    [InlineData("""{"choices":{}}""", "no 'choices'")]
    [InlineData("""{"choices":[]}""", "no 'choices'")]
    [InlineData("""{"choices":[1]}""", "no 'choices'")]
    [InlineData("""{"data":[]}""", "no 'choices'")]
    [InlineData("""{"choi\ud800":[{}]}""", "no 'choices'")]
    public void Answers_that_are_none_are_told(string body, string reason) =>
        Assert.Contains(reason, Read(InferenceApi.ChatCompletions, body, out _), StringComparison.Ordinal);

    [Fact]
    public void Embeddings_need_data_and_have_no_output()
    {
        Assert.Null(Read(InferenceApi.Embeddings, """{"object":"list","data":[{"embedding":[0.1]}],"usage":{"prompt_tokens":8,"total_tokens":8}}""", out var facts));
        Assert.Equal(new TokenUsage { Input = 8 }, facts.Usage);
        Assert.Null(Read(InferenceApi.Embeddings, """{"data":[],"usage":{"total_tokens":8}}""", out facts));
        Assert.Equal(new TokenUsage { Input = 8 }, facts.Usage);
        Assert.Contains("no 'data'", Read(InferenceApi.Embeddings, """{"choices":[{}]}""", out _), StringComparison.Ordinal);
        Assert.Contains("no 'data'", Read(InferenceApi.Embeddings, """{"data":{}}""", out _), StringComparison.Ordinal);
    }

    [Fact]
    public void The_format_has_its_name() => Assert.Equal("openai", Format.Name);

    private static string? Read(InferenceApi api, string body, out AnswerFacts facts) => Format.TryReadAnswer(api, Encoding.UTF8.GetBytes(body), null, out facts);
}
