using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.OpenAi;

/// <summary>Reads one choice's reasoning: plain texts, OpenRouter's details, Mistral's thinking parts.</summary>
/// <param name="provider">The issuer of its seals.</param>
internal sealed class OpenAiReasoning(string provider)
{
    // Of the open part.
    private bool _isSealed;
    private int _texts;
    private ReasoningKind _kind;
    private long? _detail;

    /// <summary>Whether the open part can take more of its last text.</summary>
    public bool CanAppend => !_isSealed && _texts > 0;

    public void Read(OpenAiChoice choice, ReadOnlySpan<byte> data, in OpenAiChoiceFields fields, List<ChatEvent> events)
    {
        // The details say what the plain text says, in its original form; some hold only ciphertext.
        var said = false;
        var items = new JsonItems(data, fields.Details);
        while (items.Next())
            said |= HasText(data, items.Current);
        if (!said)
            AddText(choice, ReasoningKind.Thought, fields.Reasoning.Text(data), null, events);
        items = new JsonItems(data, fields.Details);
        while (items.Next())
            ReadDetail(choice, data, items.Current, events);
    }

    public void ReadThinking(OpenAiChoice choice, ReadOnlySpan<byte> data, JsonSlice thinking, JsonSlice signature, List<ChatEvent> events)
    {
        AddText(choice, ReasoningKind.Thought, thinking.Text(data), null, events);
        var items = new JsonItems(data, thinking);
        while (items.Next())
        {
            var members = new JsonMembers(data, items.Current);
            while (members.Next())
            {
                if (members.Is("text"u8))
                    AddText(choice, ReasoningKind.Thought, members.Value().Text(data), null, events);
            }
        }

        if (signature.Type == JsonTokenType.String && signature.Length > 2)
            AddSeal(choice, signature.TextBytes(data), events);
    }

    /// <summary>Adds to the last text.</summary>
    public ChatEvent Append(OpenAiChoice choice, string text) =>
        new ChatEvent.ReasoningDelta(choice.Index, choice.Part, _texts - 1, new ReasoningText(_kind, text));

    private static bool HasText(ReadOnlySpan<byte> data, JsonSlice item)
    {
        var members = new JsonMembers(data, item);
        while (members.Next())
        {
            if ((members.Is("text"u8) || members.Is("summary"u8)) && members.Value() is { Type: JsonTokenType.String, Length: > 2 })
                return true;
        }

        return false;
    }

    private void ReadDetail(OpenAiChoice choice, ReadOnlySpan<byte> data, JsonSlice item, List<ChatEvent> events)
    {
        JsonSlice text = default, index = default, proof = default;
        var kind = ReasoningKind.Thought;
        var members = new JsonMembers(data, item);
        while (members.Next())
        {
            if (members.Is("text"u8))
                text = members.Value();
            else if (members.Is("summary"u8))
                (text, kind) = (members.Value(), ReasoningKind.Summary);
            else if (members.Is("index"u8))
                index = members.Value();
            else if ((members.Is("signature"u8) || members.Is("data"u8)) && members.Value() is { Type: JsonTokenType.String, Length: > 2 } value)
                proof = value;
        }

        AddText(choice, kind, text.Text(data), index.Number(data), events);
        if (!proof.IsAbsent && TrySeal(data, item) is { } seal)
            AddSeal(choice, seal, events);
    }

    private static Verbatim? TrySeal(ReadOnlySpan<byte> data, JsonSlice item)
    {
        try
        {
            var reader = new Utf8JsonReader(item.Of(data), JsonMembers.Options);
            using var document = JsonDocument.ParseValue(ref reader);
            return OpenAiReasoningDetails.SealOf(document.RootElement);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or ArgumentException)
        {
            // A text in it is no Unicode: it proves nothing.
            return null;
        }
    }

    private void AddText(OpenAiChoice choice, ReasoningKind kind, string text, long? detail, List<ChatEvent> events)
    {
        if (text.Length == 0)
            return;
        Reach(choice, events);
        if (_texts == 0 || kind != _kind || (detail is not null && _detail is not null && detail != _detail))
            _texts++;
        (_kind, _detail) = (kind, detail ?? _detail);
        events.Add(Append(choice, text));
    }

    private void AddSeal(OpenAiChoice choice, Verbatim data, List<ChatEvent> events)
    {
        Reach(choice, events);
        _isSealed = true;
        events.Add(new ChatEvent.Sealed(choice.Index, choice.Part, new Seal(provider, data)));
    }

    // What follows a seal is a thought of its own.
    private void Reach(OpenAiChoice choice, List<ChatEvent> events)
    {
        if (choice.Open is ChatPart.Reasoning && !_isSealed)
            return;
        choice.Close(events);
        choice.Start(new ChatPart.Reasoning([]), events);
        (_isSealed, _texts, _detail) = (false, 0, null);
    }
}
