using System.Text;
using HybridAi.Core.Chat;
using HybridAi.Core.Tests.Chat;
using HybridAi.Providers.OpenAi;

namespace HybridAi.Providers.Tests.OpenAi;

/// <summary>Whatever a provider sends and whatever the model holds: events that are legal or a complaint, a body that is JSON or a refusal.</summary>
public sealed class HostileChatTests
{
    private static readonly string[] Profiles = ["openai", "azure", "groq", "mistral", "cerebras", "openrouter", "ollama", "vllm", "openai-compatible"];

    private static readonly byte[][] Seeds =
    [
        .. new[]
        {
            ChatReaderRun.Chunk("""{"role":"assistant","content":"h\u00e9 \ud83d\ude00","refusal":"n","reasoning":"r","annotations":[{"type":"url_citation","url_citation":{"url":"u","start_index":1}}]}"""),
            ChatReaderRun.Chunk("""{"content":[{"type":"thinking","thinking":[{"type":"text","text":"t"}],"signature":"s"},{"type":"text","text":"x"},{"type":"reference"}]}"""),
            ChatReaderRun.Chunk("""{"reasoning_details":[{"type":"reasoning.text","text":"t","index":0},{"type":"reasoning.encrypted","data":"d","index":1},{"type":"reasoning.summary","summary":"s"}]}"""),
            ChatReaderRun.Chunk("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{\"a\":1}"}},{"index":1,"id":"b","custom":{"name":"g","input":"x"},"extra_content":{}}],"function_call":{"name":"h","arguments":"{"}}"""),
            ChatReaderRun.Chunk("""{"audio":{"id":"a","data":"AQID","transcript":"t","expires_at":1},"images":[{"image_url":{"url":"data:image/png;base64,AA=="}}],"odd":[1]}""", "\"stop\"", ",\"x_groq\":{\"id\":\"q\",\"usage\":{\"prompt_tokens\":1}}"),
            """{"id":"c","choices":[{"index":1,"delta":{"content":"x"},"logprobs":{"content":[{"token":"x","logprob":-1,"bytes":[1],"top_logprobs":[{"token":"y"}]}],"refusal":null},"finish_reason":null,"content_filter_results":{}}],"usage":{"prompt_tokens":10,"completion_tokens":5,"completion_tokens_details":{"accepted_prediction_tokens":1}},"system_fingerprint":"f\u0070"}""",
            """{"error":{"message":"m","code":500}}""",
            "[DONE]",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    [Fact(Timeout = 120_000)]
    public async Task Damaged_streams_make_legal_events_or_a_complaint()
    {
        await Task.Yield();
        var random = new Random(4_711);
        var events = new List<ChatEvent>();
        for (var round = 0; round < 6_000; round++)
        {
            var reader = ChatReaderRun.Open(Profiles[round % Profiles.Length]);
            var grammar = new ChatGrammar();
            for (var i = 0; i < 8; i++)
            {
                var seed = Seeds[random.Next(Seeds.Length)];
                events.Clear();
                var wrong = reader.Read(random.Next(200) == 0 ? "error"u8 : default, random.Next(3) == 0 ? seed : Mutation.Of(seed, random), events);
                Check(grammar, events);
                if (wrong is not null)
                    break;
            }

            events.Clear();
            reader.End(events);
            Check(grammar, events);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Damaged_answers_do_too()
    {
        await Task.Yield();
        var random = new Random(4_712);
        for (var round = 0; round < 12_000; round++)
        {
            var seed = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Seeds[random.Next(Seeds.Length)]).Replace("\"delta\"", "\"message\"", StringComparison.Ordinal));
            var events = new List<ChatEvent>();
            var wrong = ChatReaderRun.Open(Profiles[round % Profiles.Length]).ReadAnswer(Mutation.Of(seed, random), events);
            var grammar = new ChatGrammar();
            Check(grammar, events);
            Assert.True(wrong is not null || grammar.IsOver);
        }
    }

    [Fact]
    public void Every_truncation_is_a_complaint()
    {
        foreach (var seed in Seeds[..^1])
        {
            for (var length = 1; length < seed.Length; length++)
                Assert.NotNull(ChatReaderRun.Open("openai").Read(default, seed.AsSpan(0, length), []));
        }
    }

    [Theory]
    [InlineData(64)]
    [InlineData(129)]
    [InlineData(100_000)]
    public void Deep_nesting_is_a_value(int depth)
    {
        var deep = new string('[', depth) + new string(']', depth);
        foreach (var delta in new[] { $"{{\"content\":{deep}}}", $"{{\"reasoning_details\":{deep}}}", $"{{\"x\":{deep}}}", $"{{\"tool_calls\":{deep}}}" })
            Assert.Equal(depth > 100, ChatReaderRun.Open("openai").Read(default, Encoding.UTF8.GetBytes(ChatReaderRun.Chunk(delta)), []) is not null);
    }

    [Fact]
    public void Endless_calls_and_held_fragments_have_an_end()
    {
        var many = string.Concat(Enumerable.Range(0, 600).Select(i => $"{{\"index\":{i},\"id\":\"c{i}\",\"function\":{{\"name\":\"f\",\"arguments\":\"{{}}\"}}}},"))[..^1];
        Assert.Contains("tool calls", ChatReaderRun.Open("openai").Read(default, Encoding.UTF8.GetBytes(ChatReaderRun.Chunk($"{{\"tool_calls\":[{many}]}}")), []), StringComparison.Ordinal);

        var reader = ChatReaderRun.Open("openai");
        Assert.Null(reader.Read(default, Encoding.UTF8.GetBytes(ChatReaderRun.Chunk("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{"}}]}""")), []));
        var fragment = Encoding.UTF8.GetBytes(ChatReaderRun.Chunk("{\"tool_calls\":[{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"f\",\"arguments\":\"" + new string('x', 1_000_000) + "\"}}]}"));
        string? wrong = null;
        for (var i = 0; i < 10 && wrong is null; i++)
            wrong = reader.Read(default, fragment, []);
        Assert.Contains("wait", wrong, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_request_of_the_model_makes_a_body_or_a_refusal(int seed)
    {
        var generator = new ModelGenerator(seed);
        var bodies = 0;
        for (var i = 0; i < 2_000; i++)
        {
            var request = generator.Request();
            var report = new TranslationReport(request, "p/m");
            var body = new OpenAiFormat().Chat.Write(request, ChatReaderRun.TargetOf(Profiles[i % Profiles.Length]), report);
            Assert.Equal(body is null, !report.IsPossible);
            if (body is null)
                continue;
            bodies++;
            // Of the raw JSON within it some is broken on purpose: only what is around it is the writer's.
            Assert.True(body.Json.Span.StartsWith("""{"model":"asked-for","messages":["""u8) && body.Json.Span.EndsWith("}"u8));
        }

        Assert.True(bodies > 20, $"only {bodies} bodies");
    }

    private static void Check(ChatGrammar grammar, List<ChatEvent> events)
    {
        foreach (var next in events)
            Assert.Equal(EventFault.None, grammar.Check(next));
    }
}
