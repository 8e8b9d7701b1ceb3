using System.Text.RegularExpressions;

namespace HybridAi.EndToEnd.Tests.Accounting;

/// <summary>Calls of every kind that is priced in a way of its own.</summary>
internal static class CallMix
{
    private static readonly Regex Marker = new("mix-[a-z0-9]+-[0-9]+");

    private static readonly string[] ChatModels =
    [
        "openai/gpt-4.1-mini", "openai/gpt-5.4", "openai/gpt-6-luna", "groq/openai/gpt-oss-120b", "mistral/mistral-small-2603",
        "cerebras/gpt-oss-120b", "openrouter/anthropic/claude-haiku-5.5", "openrouter/google/gemini-2.5-flash", "openrouter/deepseek/deepseek-v4-pro",
    ];

    private static readonly object[] Tools =
    [
        new { type = "function", function = new { name = "look", parameters = new { type = "object", properties = new { at = new { type = "string" } } } } },
    ];

    public static string MarkerIn(string body) => Marker.Match(body).Value;

    public static IEnumerable<ChatCall> All()
    {
        var number = 0;
        string Mark(string kind) => $"mix-{kind}-{++number}";
        foreach (var model in ChatModels)
        {
            // Three times the same long beginning: later ones find it in the provider's cache.
            for (var i = 0; i < 3; i++)
            {
                yield return Chat(Mark("plain"), model, $"[[words:{30 + i}]]");
                yield return Chat(Mark("stream"), model, $"[[words:{30 + i}]]", Streaming.Plain);
                yield return Chat(Mark("usage"), model, $"[[words:{30 + i}]]", Streaming.WithUsage);
                yield return Chat(Mark("cached"), model, "Go on.", i == 1 ? Streaming.Plain : Streaming.None, prefixWords: 3_000);
                yield return Chat(Mark("tools"), model, "[[tool:look]] [[tool:look {\"at\":\"stars\"}]]", (Streaming)i, extra: ("tools", Tools));
            }
        }

        foreach (var effort in new[] { "low", "medium", "high" })
            yield return Chat(Mark("effort"), "openai/gpt-5.4-mini", "Think.", extra: ("reasoning_effort", effort));
        // Above the thresholds from which the whole prompt has another price, twice, so that it is cached once.
        foreach (var (model, words) in new[] { ("openai/gpt-6-luna", 280_000), ("openrouter/anthropic/claude-haiku-5.5", 110_000), ("openrouter/x-ai/grok-4.3", 205_000) })
        {
            yield return Chat(Mark("tier"), model, "[[say:long]]", prefixWords: words);
            yield return Chat(Mark("tier"), model, "[[say:long]]", Streaming.Plain, prefixWords: words);
        }

        yield return Chat(Mark("audio"), "openai/gpt-audio-mini", "[[say:listen]]", extra: ("modalities", new[] { "text", "audio" }), more: ("audio", new { voice = "alloy", format = "wav" }));
        for (var i = 0; i < 24; i++)
            yield return Chat(Mark("fallback"), "smart", $"[[words:{10 + i}]]", (Streaming)(i % 3));
        foreach (var model in new[] { "openai/text-embedding-3-small", "openai/text-embedding-3-large", "mistral/mistral-embed" })
        {
            for (var i = 1; i <= 3; i++)
            {
                var marker = Mark("vectors");
                yield return new ChatCall(marker, "v1/embeddings", new { model, input = Enumerable.Range(0, i * 7).Select(n => $"{marker} text {n}").ToArray() }, Streamed: false);
            }
        }
    }

    private static ChatCall Chat(
        string marker, string model, string content, Streaming streaming = Streaming.None, int prefixWords = 0, (string, object)? extra = null, (string, object)? more = null)
    {
        var body = new Dictionary<string, object>
        {
            ["model"] = model,
            ["stream"] = streaming != Streaming.None,
            // The prefix is a message of its own and comes first, since caches compare beginnings; the marker differs.
            ["messages"] = new object[]
            {
                new { role = "system", content = prefixWords == 0 ? "Be brief." : string.Join(' ', Enumerable.Repeat("word", prefixWords)) },
                new { role = "user", content = $"{marker}: {content}" },
            },
        };
        if (streaming == Streaming.WithUsage)
            body["stream_options"] = new { include_usage = true };
        foreach (var (name, value) in new[] { extra, more }.OfType<(string, object)>())
            body[name] = value;
        return new ChatCall(marker, "v1/chat/completions", body, streaming != Streaming.None);
    }

    private enum Streaming
    {
        None,
        Plain,
        WithUsage,
    }
}
