using HybridAi.Core.Chat;
using HybridAi.Core.Costs;

namespace HybridAi.Gateway.Tests.Dialects.Responses;

/// <summary>Random answers, and random legal streams of them.</summary>
internal sealed class RandomAnswers(int seed)
{
    private static readonly string[] Words = ["a", "Grüße", "日本", "\"quoted\"", "line\nbreak", "\r\n\r\n", "data: x\n\n", "\u2028", "😀", "</script>", "", "\0", "\\u0041"];

    private readonly Random _random = new(seed);

    public ChatResponse Next()
    {
        var parts = new List<ChatPart>();
        for (var i = _random.Next(6); i >= 0; i--)
            parts.Add(Part());
        var reason = _random.Next(5) switch
        {
            0 => FinishReason.Length,
            1 => FinishReason.ContentFilter,
            2 => FinishReason.Error,
            _ => FinishReason.Stop,
        };
        return new ChatResponse(new ResponseHead("id", Text()), [new ChatChoice(parts, new ChatFinish(reason, "raw"))])
        {
            Usage = _random.Next(4) == 0 ? null : new ReportedUsage(new TokenUsage { Input = _random.Next(9), CachedInput = 1, Output = _random.Next(9), Reasoning = 2 }),
        };
    }

    /// <summary>A stream of a response, its texts cut anywhere.</summary>
    public IEnumerable<ChatEvent> Events(ChatResponse response)
    {
        foreach (var next in ChatReplay.Events(response))
        {
            switch (next)
            {
                case ChatEvent.TextDelta { Logprobs.Count: 0 } delta:
                    foreach (var piece in Cut(delta.Text))
                        yield return delta with { Text = piece };
                    break;
                case ChatEvent.RefusalDelta { Logprobs.Count: 0 } delta:
                    foreach (var piece in Cut(delta.Text))
                        yield return delta with { Text = piece };
                    break;
                case ChatEvent.ReasoningDelta delta:
                    foreach (var piece in Cut(delta.Addition.Text))
                        yield return delta with { Addition = delta.Addition with { Text = piece } };
                    break;
                case ChatEvent.ToolInputDelta delta when ((ChatPart.ToolCall)response.Choices[0].Parts[delta.Part]).Seal is null:
                    foreach (var piece in Cut(delta.Input.Decode()))
                        yield return delta with { Input = Verbatim.Of(piece) };
                    break;
                default:
                    yield return next;
                    break;
            }
        }
    }

    private ChatPart Part()
    {
        var id = _random.Next(3) == 0 ? $"item{_random.Next(2)}" : null;
        return _random.Next(9) switch
        {
            0 => new ChatPart.Refusal(Text()) { ItemId = id },
            1 or 2 => new ChatPart.Reasoning([.. Enumerable.Range(0, _random.Next(3)).Select(_ => new ReasoningText((ReasoningKind)_random.Next(3), Text()))]) { Seal = Seal() },
            3 => new ChatPart.ToolCall(ToolKind.Function, $"call{_random.Next(99)}", "f", Verbatim.Of(_random.Next(3) == 0 ? "" : $$"""{"x":"{{_random.Next()}}"}""")) { Seal = Seal() },
            4 => new ChatPart.ToolCall(ToolKind.Custom, "call", "c", Verbatim.Of(Text())) { Seal = Seal() },
            5 => new ChatPart.Opaque(_random.Next(2) == 0 ? "responses" : "anthropic", "web_search_call", Verbatim.Of("{\"id\":\"ws_1\",\n \"type\":\"web_search_call\",\r\n\"status\":\"completed\"}")),
            6 => new ChatPart.Media(MediaKind.Image, new MediaSource.Base64(Verbatim.Of("aGk="))),
            _ => new ChatPart.Text(Text())
            {
                ItemId = id,
                Citations = _random.Next(3) != 0 ? [] :
                [
                    new Citation("gemini", Verbatim.Of("{}")) { Url = "https://a.example/", Title = Text(), Start = 1, End = 2 },
                    new Citation("anthropic", Verbatim.Of("{}")),
                    new Citation("cohere", Verbatim.Of("{}")) { DocumentId = "doc" },
                    new Citation("responses", Verbatim.Of("{\n\"type\":\"url_citation\"}")),
                ],
                Logprobs = _random.Next(3) != 0 ? [] : [new TokenLogprob(Text(), -0.5) { Top = [new TokenLogprob("x", double.NegativeInfinity)] }],
            },
        };
    }

    private Seal? Seal() => _random.Next(2) == 0 ? null : new Seal("prov.ider", Verbatim.Of($"c2ln{_random.Next()}=="));

    private string Text() => string.Concat(Enumerable.Range(0, _random.Next(5)).Select(_ => Words[_random.Next(Words.Length)]));

    // Between UTF-16 units too, but never within a pair: no wire cuts there.
    private IEnumerable<string> Cut(string text)
    {
        for (int at = 0, length; at < text.Length; at += length)
        {
            length = Math.Min(_random.Next(1, 6), text.Length - at);
            if (char.IsHighSurrogate(text[at + length - 1]))
                length++;
            yield return text.Substring(at, length);
        }

        if (text.Length == 0)
            yield return "";
    }
}
