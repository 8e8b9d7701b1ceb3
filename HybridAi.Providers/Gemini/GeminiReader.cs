using System.Text.Json;
using System.Text.Unicode;
using HybridAi.Core.Chat;
using HybridAi.Core.Costs;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Gemini;

/// <summary>
/// Reads <c>GenerateContentResponse</c>: one that is whole, or a stream of them with partial parts. Nothing marks the end of a stream but the
/// end of its body, and finish reasons may come before the last parts; so candidates are finished there.
/// </summary>
internal sealed class GeminiReader(ChatTarget target) : IChatReader
{
    private const int MaxExtras = 32;

    private readonly List<GeminiCandidate> _candidates = [];
    private readonly List<string> _extras = [];
    private bool _isStarted;
    private bool _isOver;
    private string? _id;
    private string? _model;
    private string? _blockReason;
    private string? _blockMessage;
    private TokenUsage? _usage;

    public string? ReadAnswer(ReadOnlySpan<byte> body, List<ChatEvent> events)
    {
        if (Read(body, events) is { } wrong)
            return wrong;
        if (_isOver || TryEnd(events, isWhole: true))
            return null;
        events.Clear();
        return "the answer has no candidates";
    }

    public string? Read(ReadOnlySpan<byte> eventName, ReadOnlySpan<byte> data, List<ChatEvent> events) =>
        data.IsEmpty ? null : Read(data, events);

    public void End(List<ChatEvent> events)
    {
        if (!_isOver)
            TryEnd(events, isWhole: false);
    }

    private string? Read(ReadOnlySpan<byte> json, List<ChatEvent> events)
    {
        if (_isOver)
            return null;
        var before = events.Count;
        string? wrong;
        try
        {
            wrong = Utf8.IsValid(json) ? ReadChunk(json, events) : "the answer is not valid UTF-8";
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or FormatException)
        {
            wrong = $"the answer is not valid: {malformed.Message}";
        }

        if (wrong is not null)
        {
            events.RemoveRange(before, events.Count - before);
            _isOver = true;
        }

        return wrong;
    }

    private string? ReadChunk(ReadOnlySpan<byte> json, List<ChatEvent> events)
    {
        var reader = GeminiJson.Open(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return "the answer is not a JSON object";
        var (first, isKnown) = (events.Count, false);
        ChatError? error = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Is("error"u8))
                error = GeminiErrors.ToError(GeminiJson.Value(ref reader, json));
            else
                isKnown |= ReadField(ref reader, json, events);
        }

        reader.Read();
        if (!isKnown && error is null)
            return "the answer has neither candidates nor anything else that belongs there";
        if (isKnown && !_isStarted)
        {
            // The id stands behind the candidates.
            _isStarted = true;
            events.Insert(first, new ChatEvent.Started(new ResponseHead(
                string.IsNullOrEmpty(_id) ? Guid.NewGuid().ToString("N") : _id, string.IsNullOrEmpty(_model) ? target.Model : _model)));
        }

        if (error is not null)
        {
            events.Add(new ChatEvent.Failed(error));
            _isOver = true;
        }

        return null;
    }

    // True if the field is one of a response.
    private bool ReadField(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, List<ChatEvent> events)
    {
        if (reader.Is("candidates"u8))
            ReadCandidates(ref reader, json, events);
        else if (reader.Is("usageMetadata"u8))
            ReadUsage(ref reader, events);
        else if (reader.Is("modelVersion"u8))
            _model = GeminiJson.Text(ref reader) ?? _model;
        else if (reader.Is("responseId"u8))
            _id = GeminiJson.Text(ref reader) ?? _id;
        else if (reader.Is("promptFeedback"u8))
            ReadFeedback(GeminiJson.Value(ref reader, json), events);
        else
        {
            ReadOther(ref reader, json, events);
            return false;
        }

        return true;
    }

    private void ReadCandidates(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, List<ChatEvent> events)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return;
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("'candidates' is no list");
        var position = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var fields = CandidateFields.Read(ref reader, json, position++);
            if (fields.Index is < 0 or >= ChatGrammar.MaxChoices)
                throw new JsonException("a candidate has an impossible index");
            while (_candidates.Count <= fields.Index)
                _candidates.Add(new GeminiCandidate(_candidates.Count, target));
            _candidates[fields.Index].Read(fields, events);
        }
    }

    private void ReadUsage(ref Utf8JsonReader reader, List<ChatEvent> events)
    {
        // Every chunk has it; only what is new is told.
        if (GeminiUsage.Read(ref reader) is not { } usage || usage == _usage)
            return;
        _usage = usage;
        events.Add(new ChatEvent.UsageReported(new ReportedUsage(usage)));
    }

    private void ReadFeedback(ReadOnlySpan<byte> json, List<ChatEvent> events)
    {
        if (json.IsEmpty)
            return;
        using var document = GeminiJson.Document(json);
        _blockReason ??= document.RootElement.Text("blockReason");
        _blockMessage ??= document.RootElement.Text("blockReasonMessage");
        if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("safetyRatings", out var ratings))
            Add("promptFeedback/safetyRatings", Verbatim.Of(ratings.GetRawText()), events);
    }

    private void ReadOther(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, List<ChatEvent> events)
    {
        var name = reader.GetString()!;
        var value = GeminiJson.Value(ref reader, json);
        if (!value.IsEmpty)
            Add(name, new Verbatim(value.ToArray()), events);
    }

    private void Add(string path, Verbatim value, List<ChatEvent> events)
    {
        if (_extras.Count >= MaxExtras || _extras.Contains(path))
            return;
        _extras.Add(path);
        events.Add(new ChatEvent.FieldAdded(null, false, new ExtraField(path, value)));
    }

    // A stream is whole when every candidate has a finish reason; a body that came whole is.
    private bool TryEnd(List<ChatEvent> events, bool isWhole)
    {
        if (!_isStarted || (_candidates.Count == 0 && _blockReason is null))
            return false;
        foreach (var candidate in _candidates)
        {
            if (!candidate.IsSeen || (!candidate.IsFinished && !isWhole))
                return false;
        }

        if (_candidates.Count == 0)
            events.Add(new ChatEvent.ChoiceFinished(0, GeminiFinish.OfBlocked(_blockReason!, _blockMessage)));
        foreach (var candidate in _candidates)
            candidate.Finish(events);
        events.Add(new ChatEvent.Ended());
        _isOver = true;
        return true;
    }
}
