using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Gemini;

/// <summary>One candidate of an answer, read piece by piece.</summary>
internal sealed class GeminiCandidate
{
    private const int MaxExtras = 32;

    private readonly int _index;
    private readonly OpenPart _open;
    private readonly GeminiParts _parts;
    private readonly GeminiCitations _citations = new();
    private readonly List<string> _extras = [];
    private string? _finishReason;
    private string? _finishMessage;

    public GeminiCandidate(int index, ChatTarget target)
    {
        _index = index;
        _open = new OpenPart(index);
        _parts = new GeminiParts(_open, target);
    }

    /// <summary>Whether anything of it has come.</summary>
    public bool IsSeen { get; private set; }

    /// <summary>Whether its end has been told.</summary>
    public bool IsFinished => _finishReason is not null;

    public void Read(in CandidateFields fields, List<ChatEvent> events)
    {
        IsSeen = true;
        var logprobs = fields.Logprobs.IsEmpty ? [] : GeminiLogprobs.Read(fields.Logprobs);
        var isCited = !fields.Citations.IsEmpty || !fields.Grounding.IsEmpty;
        // Sources that come after their text come with a last piece that only has a signature, and belong to what stands before it.
        if (isCited && _open.IsText && !HasText(fields.Content))
            isCited = !Cite(fields, events);
        if (!fields.Content.IsEmpty)
            ReadContent(fields.Content, ref logprobs, events);
        if (isCited)
            Cite(fields, events);
        if (logprobs.Count > 0)
            Add("logprobsResult", fields.Logprobs, events);
        // A later one is of the whole answer.
        if (!fields.Grounding.IsEmpty)
            events.Add(new ChatEvent.FieldAdded(_index, false, new ExtraField("groundingMetadata", new Verbatim(fields.Grounding.ToArray()))));
        if (fields.HasOthers)
            ReadOthers(fields.Json, events);
        if (!fields.FinishReason.IsEmpty && GeminiJson.Text(fields.FinishReason) is var reason && reason != GeminiFinish.Unsaid)
            _finishReason = reason;
        if (!fields.FinishMessage.IsEmpty)
            _finishMessage = GeminiJson.Text(fields.FinishMessage);
    }

    /// <summary>Ends the candidate; nothing comes after it.</summary>
    public void Finish(List<ChatEvent> events)
    {
        _open.Close(events);
        events.Add(new ChatEvent.ChoiceFinished(_index, GeminiFinish.Of(_finishReason ?? GeminiFinish.Unsaid, _finishMessage, _parts.HasCalls)));
    }

    private void ReadContent(ReadOnlySpan<byte> json, ref IReadOnlyList<TokenLogprob> logprobs, List<ChatEvent> events)
    {
        var reader = GeminiJson.Open(json);
        if (!OpenParts(ref reader))
            return;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var part = GeminiPart.Read(ref reader, json);
            if (part.IsAnswer)
            {
                _parts.ReadText(part, logprobs, events);
                logprobs = [];
            }
            else
                _parts.Read(part, events);
        }
    }

    // True if there was a text to cite; else the sources are kept as they are.
    private bool Cite(in CandidateFields fields, List<ChatEvent> events)
    {
        if (!_open.IsText)
        {
            if (!fields.Citations.IsEmpty)
                Add("citationMetadata", fields.Citations, events);
            return false;
        }

        _citations.Read(fields.Citations, fields.Grounding, _open, events);
        return true;
    }

    private static bool HasText(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
            return false;
        var reader = GeminiJson.Open(json);
        if (!OpenParts(ref reader))
            return false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var part = GeminiPart.Read(ref reader, json);
            if (!part.IsThought && part.Text.Length > 2)
                return true;
        }

        return false;
    }

    // Goes to the beginning of the list of parts; false if there is none.
    private static bool OpenParts(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("the content is no object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isParts = reader.Is("parts"u8);
            reader.Read();
            if (isParts && reader.TokenType == JsonTokenType.StartArray)
                return true;
            reader.Skip();
        }

        return false;
    }

    private void ReadOthers(ReadOnlySpan<byte> json, List<ChatEvent> events)
    {
        var reader = GeminiJson.Open(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = CandidateFields.IsKnown(ref reader) ? null : reader.GetString();
            var value = GeminiJson.Value(ref reader, json);
            if (name is not null && !value.IsEmpty)
                Add(name, value, events);
        }
    }

    private void Add(string path, ReadOnlySpan<byte> value, List<ChatEvent> events)
    {
        if (_extras.Count >= MaxExtras || _extras.Contains(path))
            return;
        _extras.Add(path);
        events.Add(new ChatEvent.FieldAdded(_index, false, new ExtraField(path, new Verbatim(value.ToArray()))));
    }
}
