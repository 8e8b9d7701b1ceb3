using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Dialects.Json;

namespace HybridAi.Gateway.Dialects.ChatCompletions;

/// <summary>Reads how much to reason, in the words of OpenAI, OpenRouter, Groq and Cerebras, and the reasoning of earlier turns.</summary>
internal static class ChatReasoningReader
{
    private const string Details = "reasoning_details";

    public static ReasoningOptions? ReadOptions(JsonFields body, List<ExtraField> extra, List<KeyValuePair<ChatField, string>> names)
    {
        var (effort, include, isOff) = (body.Text("reasoning_effort"), body.Flag("include_reasoning"), body.Flag("disable_reasoning"));
        var reasoning = body.Object("reasoning");
        effort = reasoning?.Text("effort") ?? effort;
        var enabled = reasoning?.Flag("enabled");
        var exclude = reasoning?.Flag("exclude");
        var options = new ReasoningOptions
        {
            Effort = effort,
            BudgetTokens = reasoning?.Integer("max_tokens", 0),
            Mode = isOff == true || enabled == false || effort == "none" ? "disabled" : enabled == true || isOff == false ? "enabled" : null,
            Summary = reasoning?.Text("summary"),
            Show = exclude is { } hidden ? !hidden : include ?? ReadFormat(body),
        };
        extra.AddRange(reasoning?.Rest("reasoning/") ?? []);
        if (options == new ReasoningOptions())
            return null;
        names.Add(new(ChatField.Reasoning, NameOf(body, reasoning)));
        return options;
    }

    // Of several, the one that counts; of an object with several members, the whole.
    private static string NameOf(JsonFields body, JsonFields? reasoning)
    {
        if (reasoning is not null)
            return reasoning.Json.EnumerateObject().Count() == 1 ? $"reasoning.{reasoning.Json.EnumerateObject().First().Name}" : "reasoning";
        foreach (var name in (ReadOnlySpan<string>)["reasoning_effort", "disable_reasoning", "include_reasoning", "reasoning_format"])
        {
            if (body.Has(name))
                return name;
        }

        return "reasoning";
    }

    /// <summary>Reads an assistant message's reasoning; a seal that names a tool call becomes that call's.</summary>
    public static List<ChatPart> ReadHistory(JsonFields message, List<ChatPart.ToolCall> calls)
    {
        var parts = new List<ChatPart>();
        var (text, path) = message.Text("reasoning_content") is { Length: > 0 } content ? (content, "reasoning_content") : (null, null);
        (text, path) = message.Text("reasoning") is { Length: > 0 } reasoning ? (reasoning, null) : (text, path);
        var details = message.Objects(Details);
        if (details.Count > 0)
            ReadDetails(details, parts, calls);
        else if (text is not null)
            parts.Add(new ChatPart.Reasoning([new ReasoningText(ReasoningKind.Thought, text)]) { Path = path });
        return parts;
    }

    /// <summary>Reads a part of type <c>thinking</c> (Mistral).</summary>
    public static ChatPart.Reasoning ReadThinking(JsonFields part)
    {
        var texts = new List<ReasoningText>();
        if (part.Any("thinking") is { ValueKind: JsonValueKind.String } text)
            texts.Add(new ReasoningText(ReasoningKind.Thought, text.GetString()!));
        else
        {
            foreach (var item in part.Objects("thinking"))
            {
                item.Text("type");
                texts.Add(new ReasoningText(ReasoningKind.Thought, item.Text("text") ?? ""));
            }
        }

        return new ChatPart.Reasoning(texts) { Path = "content[].thinking", Seal = part.Text("signature") is { } signature ? Seals.FromText(signature) : null };
    }

    // What the gateway does by itself: the reasoning is left out of the answer.
    private static bool? ReadFormat(JsonFields body)
    {
        if (!body.Json.TryGetProperty("reasoning_format", out var format) || format.ValueKind != JsonValueKind.String)
            return null;
        var isHidden = format.ValueEquals("hidden"u8);
        if (!isHidden && !format.ValueEquals("parsed"u8))
            return null;
        body.Any("reasoning_format");
        return !isHidden;
    }

    private static void ReadDetails(IReadOnlyList<JsonFields> details, List<ChatPart> parts, List<ChatPart.ToolCall> calls)
    {
        var texts = new List<ReasoningText>();
        long? last = null;
        foreach (var detail in details)
        {
            // What says of what kind it is goes without saying.
            detail.Ignore();
            var (summary, index) = (detail.Text("summary"), detail.Long("index"));
            if ((summary ?? detail.Text("text")) is { } text)
            {
                Add(texts, new ReasoningText(summary is null ? ReasoningKind.Thought : ReasoningKind.Summary, text), index is not null && index == last);
                last = index;
            }

            if ((detail.Text("signature") ?? detail.Text("data")) is not { } proof)
                continue;
            // One that does not tell whose it is goes back as it stood, with all that stood beside it.
            if (Seals.FromText(proof) is not { } seal)
                continue;
            if (seal.Issuer == Seals.UnknownIssuer)
                seal = new Seal(Seals.UnknownIssuer, detail.RawOf(detail.Json));
            else if (texts.Count == 0 && TrySealCall(calls, detail.Text("id"), seal))
                continue;
            parts.Add(new ChatPart.Reasoning([.. texts]) { Path = Details, Seal = seal });
            texts.Clear();
            last = null;
        }

        if (texts.Count > 0)
            parts.Add(new ChatPart.Reasoning([.. texts]) { Path = Details });
    }

    // Clients that gather a stream's pieces keep them as pieces.
    private static void Add(List<ReasoningText> texts, ReasoningText text, bool goesOn)
    {
        if (goesOn && texts is [.., var before] && before.Kind == text.Kind)
            texts[^1] = before with { Text = before.Text + text.Text };
        else
            texts.Add(text);
    }

    private static bool TrySealCall(List<ChatPart.ToolCall> calls, string? id, Seal seal)
    {
        var at = id is null ? -1 : calls.FindIndex(call => call.Id == id);
        if (at < 0)
            return false;
        calls[at] = calls[at] with { Seal = seal };
        return true;
    }
}
