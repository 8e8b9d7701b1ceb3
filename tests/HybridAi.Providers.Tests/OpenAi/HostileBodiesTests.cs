using System.Text;
using HybridAi.Core.Resilience;
using HybridAi.Providers.Http;
using HybridAi.Providers.OpenAi;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Sse;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Tests.OpenAi;

/// <summary>Damaged answers, chunks and errors: whatever a provider sends, the parsers answer with a value.</summary>
public sealed class HostileBodiesTests
{
    private static readonly OpenAiFormat Format = new();

    private static readonly byte[][] Seeds =
    [
        .. new[]
        {
            """{"id":"c","choices":[{"index":0,"message":{"role":"assistant","content":"h\u00e9 \ud83d\ude00"},"finish_reason":"stop","logprobs":null}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"cost":0.5,"num_cached_tokens":1,"prompt_tokens_details":{"cached_tokens":1},"completion_tokens_details":{"reasoning_tokens":2}}}""",
            """{"object":"list","data":[{"embedding":[0.1,-2e-5],"index":0}],"usage":{"prompt_tokens":8,"total_tokens":8}}""",
            """{"id":"c","object":"chat.completion.chunk","choices":[{"index":1,"delta":{"role":"assistant","content":"x","tool_calls":[{"index":0,"id":"i","function":{"name":"f","arguments":"{}"}}],"reasoning_details":[{"text":"t"}]},"finish_reason":"stop"}],"x_groq":{"id":"r","usage":{"prompt_tokens":10,"completion_tokens":5}},"usage":null,"system_fingerprint":"f\u0070"}""",
            """{"error":{"message":"m\u00e9","type":"t","param":null,"code":429,"details":[{"reason":"R"}],"status":"S"},"status_code":500,"x_groq":{"error":"e"}}""",
            """{"detail":[{"loc":["body",0,{"x":1}],"msg":"m","type":"t"}]}""",
            """[{"error":{"message":"m","code":400}}]""",
            "event: error\r\ndata: {\"choices\":[]}\r\ndata: x\r\n\r\n: c\n\n",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    [Fact(Timeout = 60_000)]
    public async Task No_damage_makes_a_parser_throw_or_hang()
    {
        await Task.Yield();
        var random = new Random(31_337);
        using var response = new HttpResponseMessage();
        var taps = new[] { "openai", "groq", "mistral", "openrouter" }.Select(name => Format.TapStream(
            InferenceApi.ChatCompletions,
            new ProviderEndpoint("p", ProviderProfiles.Find(name)!, Format, new Uri("https://example.com"), null, false, [], null), usageWanted: true)).ToArray();
        for (var i = 0; i < 50_000; i++)
        {
            var body = Mutation.Of(Seeds[random.Next(Seeds.Length)], random);
            var complaint = Format.TryReadAnswer((InferenceApi)random.Next(2), body, "cost", out var facts);
            Assert.True(complaint is null or { Length: > 0 });
            Assert.True(facts.Usage is null or { TotalInput: >= 0, TotalOutput: >= 0 });

            var tap = taps[i % taps.Length];
            Assert.True(Enum.IsDefined(tap.Read(random.Next(20) == 0 ? "error"u8 : default, body)));
            Assert.True(tap.EstimatedOutputTokens >= 0);
            Assert.True(tap.Terminator.Span.StartsWith("data: "u8) && tap.Terminator.Span.EndsWith("data: [DONE]\n\n"u8));

            var error = Format.ReadError(random.Next(300, 600), response.Headers, body);
            Assert.NotEmpty(error.Message);
            Assert.True(Enum.IsDefined(error.Cause));
            Assert.NotEmpty(Format.ReadStreamError(body).Message);

            var length = SseEvents.FirstLength(body);
            Assert.InRange(length, 0, body.Length);
            SseEvents.Parse(body.AsSpan(0, length == 0 ? body.Length : length), out _, out _);
        }
    }

    [Fact]
    public void Every_truncation_is_a_value()
    {
        using var response = new HttpResponseMessage();
        foreach (var seed in Seeds)
        {
            for (var length = 0; length < seed.Length; length++)
            {
                var body = seed.AsSpan(0, length);
                Assert.NotNull(Format.TryReadAnswer(InferenceApi.ChatCompletions, body, null, out _));
                Assert.True(Format.ReadError(500, response.Headers, body).Cause == FailureCause.ServerError);
            }
        }
    }

    [Fact]
    public void Deep_nesting_is_a_value()
    {
        foreach (var depth in new[] { 63, 64, 65, 127, 128, 100_000 })
        {
            var deep = $"{new string('[', depth)}{new string(']', depth)}";
            using var response = new HttpResponseMessage();
            Format.TryReadAnswer(InferenceApi.ChatCompletions, Encoding.UTF8.GetBytes($"{{\"choices\":{deep}}}"), null, out _);
            Assert.NotEmpty(Format.ReadError(400, response.Headers, Encoding.UTF8.GetBytes(deep)).Message);
            Assert.NotEmpty(Format.ReadError(400, response.Headers, Encoding.UTF8.GetBytes($"{{\"error\":{deep}}}")).Message);
            var tap = Format.TapStream(InferenceApi.ChatCompletions, new ProviderEndpoint("p", ProviderProfiles.Find("groq")!, Format, new Uri("https://example.com"), null, false, [], null), true);
            Assert.True(Enum.IsDefined(tap.Read(default, Encoding.UTF8.GetBytes($"{{\"choices\":[],\"x_groq\":{{\"usage\":{{\"prompt_tokens\":1}},\"x\":{deep}}}}}"))));
        }
    }
}
