using System.Text;
using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.OpenAi;

/// <summary>Reads one choice: what comes in any order becomes parts, one open at a time.</summary>
/// <param name="index">The choice.</param>
/// <param name="target">Who answers: the issuer of its seals.</param>
/// <param name="responseId">The response's id, for ids that have to be minted.</param>
/// <param name="extras">Takes fields without a typed member.</param>
internal sealed class OpenAiChoice(int index, ChatTarget target, string responseId, OpenAiExtras extras)
{
    private OpenAiToolCalls? _tools;
    private OpenAiReasoning? _reasoning;
    private ChatPart? _open;
    private int _parts;

    public int Index => index;

    public bool IsFinished { get; private set; }

    public bool IsEmpty => _parts == 0;

    /// <summary>The number of the open part.</summary>
    public int Part => _parts - 1;

    /// <summary>The open part as it began, or null.</summary>
    public ChatPart? Open => _open;

    /// <summary>Reads a delta or a message.</summary>
    /// <param name="data">What the fields are slices of.</param>
    /// <param name="fields">The fields.</param>
    /// <param name="events">Gets the events.</param>
    /// <param name="plain">The text, if the delta says nothing else.</param>
    /// <param name="isReasoning">Whether that is reasoning.</param>
    /// <returns>What is wrong, or null.</returns>
    public string? Read(ReadOnlySpan<byte> data, in OpenAiChoiceFields fields, List<ChatEvent> events, out JsonSlice plain, out bool isReasoning)
    {
        plain = default;
        isReasoning = false;
        if (!IsFinished)
        {
            plain = PlainOf(fields, out isReasoning);
            if (ReadDelta(data, fields, events) is { } wrong)
                return wrong;
        }

        if (fields.HasMore || fields.HasMoreInDelta)
            ReadExtras(data, fields, events);
        if (fields.FinishReason.Type == JsonTokenType.String)
        {
            var reader = new Utf8JsonReader(fields.FinishReason.Of(data));
            reader.Read();
            Finish(FinishReasons.Intern(ref reader), fields.StopReason.TextOrNull(data), events);
        }

        return null;
    }

    /// <summary>Adds a text without escapes to the part that is open, if that is of its kind.</summary>
    public bool TryAppend(ReadOnlySpan<byte> text, bool isReasoning, List<ChatEvent> events)
    {
        if (IsFinished || (isReasoning ? _open is not ChatPart.Reasoning || _reasoning is not { CanAppend: true } : _open is not ChatPart.Text))
            return false;
        events.Add(isReasoning
            ? _reasoning!.Append(this, Encoding.UTF8.GetString(text))
            : new ChatEvent.TextDelta(index, Part, Encoding.UTF8.GetString(text)));
        return true;
    }

    /// <summary>Ends the choice, unless it is.</summary>
    public void Finish(string raw, string? stopSequence, List<ChatEvent> events)
    {
        if (IsFinished)
            return;
        Close(events);
        var reason = ReasonOf(raw);
        // Some say "stop" of calls too: OpenAI of those that were demanded by name.
        if (reason == FinishReason.Stop && _tools is not null)
            reason = FinishReason.ToolCalls;
        events.Add(new ChatEvent.ChoiceFinished(index, new ChatFinish(reason, raw) { StopSequence = stopSequence }));
        IsFinished = true;
    }

    /// <summary>Begins a part; the last one must be closed.</summary>
    public void Start(ChatPart opening, List<ChatEvent> events)
    {
        _open = opening;
        events.Add(new ChatEvent.PartStarted(index, _parts++, opening));
    }

    /// <summary>Ends the open part alone.</summary>
    public void End(List<ChatEvent> events)
    {
        if (_open is null)
            return;
        _open = null;
        events.Add(new ChatEvent.PartEnded(index, Part));
    }

    /// <summary>Ends the open part and whatever waits for it to end.</summary>
    public void Close(List<ChatEvent> events)
    {
        _tools?.Flush(this, events);
        End(events);
    }

    /// <summary>Makes sure that a part of a kind is open.</summary>
    public void Reach<T>(T opening, List<ChatEvent> events)
        where T : ChatPart
    {
        if (_open is T)
            return;
        Close(events);
        Start(opening, events);
    }

    private static JsonSlice PlainOf(in OpenAiChoiceFields fields, out bool isReasoning)
    {
        isReasoning = fields.Content.Length <= 2 || fields.Content.IsAbsent;
        var other = isReasoning ? fields.Content : fields.Reasoning;
        var text = isReasoning ? fields.Reasoning : fields.Content;
        return text.Type == JsonTokenType.String && (other.IsAbsent || other.Length == 2) && fields.Details.IsAbsent && fields.ToolCalls.IsAbsent
            && fields.Refusal.IsAbsent && fields.Audio.IsAbsent && fields.Annotations.IsAbsent && fields.Images.IsAbsent && fields.FunctionCall.IsAbsent
            && fields.Logprobs.IsAbsent && fields.FinishReason.IsAbsent ? text : default;
    }

    // In the order in which a model says them, whatever order the fields are in: so a stream and a whole answer make the same parts.
    private string? ReadDelta(ReadOnlySpan<byte> data, in OpenAiChoiceFields fields, List<ChatEvent> events)
    {
        if (!fields.Reasoning.IsAbsent || !fields.Details.IsAbsent)
            (_reasoning ??= new OpenAiReasoning(target.Provider)).Read(this, data, fields, events);
        var logprobs = OpenAiLogprobs.Read(data, fields.Logprobs, "content"u8);
        if (!fields.Content.IsAbsent || logprobs.Count > 0)
            OpenAiContent.Read(this, _reasoning ??= new OpenAiReasoning(target.Provider), data, fields.Content, logprobs, events);
        ReadRefusal(data, fields, events);
        if (OpenAiSpeech.Read(this, data, fields.Audio, events) is { } wrong)
            return wrong;
        OpenAiContent.ReadImages(this, data, fields.Images, events);
        OpenAiCitations.Read(this, data, fields.Annotations, extras, events);
        if (fields.ToolCalls.Type != JsonTokenType.StartArray && fields.FunctionCall.Type != JsonTokenType.StartObject)
            return null;
        _tools ??= new OpenAiToolCalls(responseId, target.Tools);
        return _tools.Read(this, data, fields, events);
    }

    private void ReadRefusal(ReadOnlySpan<byte> data, in OpenAiChoiceFields fields, List<ChatEvent> events)
    {
        var logprobs = OpenAiLogprobs.Read(data, fields.Logprobs, "refusal"u8);
        var words = fields.Refusal.Text(data);
        if (words.Length + logprobs.Count == 0)
            return;
        Reach(new ChatPart.Refusal(""), events);
        events.Add(new ChatEvent.RefusalDelta(index, Part, words) { Logprobs = logprobs });
    }

    private void ReadExtras(ReadOnlySpan<byte> data, in OpenAiChoiceFields fields, List<ChatEvent> events)
    {
        var members = new JsonMembers(data, fields.Choice);
        while (members.Next())
        {
            if (members.Is("delta"u8) || members.Is("message"u8) || members.Is("index"u8) || members.Is("finish_reason"u8) || members.Is("stop_reason"u8) || members.Is("logprobs"u8))
                continue;
            var name = members.RawName;
            extras.Add(index, "", name, members.Value(), data, events);
        }

        members = new JsonMembers(data, fields.Delta);
        while (fields.HasMoreInDelta && members.Next())
        {
            if (OpenAiContent.IsKnown(ref members))
                continue;
            var name = members.RawName;
            extras.Add(index, "message/", name, members.Value(), data, events);
        }
    }

    private static FinishReason ReasonOf(string raw) => raw switch
    {
        "length" or "model_length" => FinishReason.Length,
        "tool_calls" or "function_call" => FinishReason.ToolCalls,
        "content_filter" => FinishReason.ContentFilter,
        "error" => FinishReason.Error,
        _ => FinishReason.Stop,
    };
}
