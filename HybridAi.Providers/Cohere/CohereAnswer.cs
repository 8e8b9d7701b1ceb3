using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Cohere;

/// <summary>A whole answer, read in one pass.</summary>
internal ref struct CohereAnswer
{
    private readonly ReadOnlySpan<byte> _body;
    private readonly List<(bool IsThinking, string Text)> _content = [];
    private readonly List<(string? Id, string Name, Verbatim Arguments)> _calls = [];
    private readonly List<CohereCitation> _citations = [];
    private readonly List<TokenLogprob> _logprobs = [];
    private string? _plan;
    private string? _wrong;
    private bool _hasMessage;

    public CohereAnswer(ReadOnlySpan<byte> body) => _body = body;

    public string? Id { get; private set; }

    public string? FinishReason { get; private set; }

    public string? Error { get; private set; }

    public ReportedUsage? Usage { get; private set; }

    /// <summary>Reads the answer.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public string? Read()
    {
        var reader = new Utf8JsonReader(_body, new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return "the answer is not a JSON object";
            while (CohereJson.NextName(ref reader))
                ReadField(ref reader);
            reader.Read();
        }
        catch (JsonException malformed)
        {
            return $"the answer is not valid JSON: {malformed.Message}";
        }
        catch (InvalidOperationException)
        {
            return "a text in the answer is not valid Unicode";
        }

        return _hasMessage ? _wrong : "the answer has no 'message'";
    }

    /// <summary>Makes the events of its parts, in the order in which a stream has them.</summary>
    public readonly void Replay(CohereParts parts, List<ChatEvent> events)
    {
        var cited = CitedTexts();
        for (var i = 0; i < _content.Count; i++)
        {
            var (isThinking, text) = _content[i];
            if (isThinking)
            {
                parts.StartThinking(text, events);
                parts.EndContent(events);
                continue;
            }

            // Log probabilities are told of the whole answer.
            parts.StartText(null, events);
            parts.AddText(text, i == cited.Last ? _logprobs : null, events);
            foreach (var citation in _citations)
            {
                if (citation.IsOfText && (cited.IsText(citation.ContentIndex, _content) ? citation.ContentIndex == i : i == cited.Last))
                    parts.Cite(citation, events);
            }
        }

        if (_plan is { Length: > 0 })
            parts.AddThinking(_plan, ReasoningKind.Plan, events);
        foreach (var (id, name, arguments) in _calls)
        {
            parts.StartCall(id, name, arguments, events);
            parts.EndCall(events);
        }

        parts.End(events);
        foreach (var citation in _citations)
        {
            if (!citation.IsOfText || cited.Last < 0)
                parts.Cite(citation, events);
        }
    }

    private readonly Cited CitedTexts() => new(_content.FindLastIndex(piece => !piece.IsThinking));

    private void ReadField(ref Utf8JsonReader reader)
    {
        if (reader.Is("id"u8))
            Id = CohereJson.Text(ref reader);
        else if (reader.Is("finish_reason"u8))
            FinishReason = CohereJson.Text(ref reader);
        else if (reader.Is("usage"u8))
            Usage = CohereJson.Usage(ref reader);
        else if (reader.Is("logprobs"u8))
            CohereJson.Logprobs(ref reader, _logprobs);
        else if (reader.Is("error"u8))
            Error = CohereJson.Text(ref reader);
        else if (reader.Is("message"u8))
        {
            if (CohereJson.Enter(ref reader))
            {
                _hasMessage = true;
                ReadMessage(ref reader);
            }
        }
        else
            CohereJson.Pass(ref reader);
    }

    private void ReadMessage(ref Utf8JsonReader reader)
    {
        while (CohereJson.NextName(ref reader))
        {
            if (reader.Is("content"u8))
                ReadContent(ref reader);
            else if (reader.Is("tool_plan"u8))
                _plan = CohereJson.Text(ref reader);
            else if (reader.Is("tool_calls"u8))
                ReadCalls(ref reader);
            else if (reader.Is("citations"u8))
                ReadCitations(ref reader);
            else
                CohereJson.Pass(ref reader);
        }
    }

    private readonly void ReadContent(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            _content.Add((false, reader.GetString()!));
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                ReadPiece(ref reader);
            else
                reader.Skip();
        }
    }

    private readonly void ReadPiece(ref Utf8JsonReader reader)
    {
        var (isThinking, text) = (false, "");
        while (CohereJson.NextName(ref reader))
        {
            if (reader.Is("thinking"u8))
                (isThinking, text) = (true, CohereJson.Text(ref reader) ?? "");
            else if (reader.Is("text"u8))
                text = CohereJson.Text(ref reader) ?? "";
            else
                CohereJson.Pass(ref reader);
        }

        _content.Add((isThinking, text));
    }

    private void ReadCalls(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                ReadCall(ref reader);
            else
                reader.Skip();
        }
    }

    private void ReadCall(ref Utf8JsonReader reader)
    {
        var (id, name, arguments) = ((string?)null, (string?)null, default(Verbatim));
        while (CohereJson.NextName(ref reader))
        {
            if (reader.Is("id"u8))
                id = CohereJson.Text(ref reader);
            else if (reader.Is("function"u8))
            {
                if (!CohereJson.Enter(ref reader))
                    continue;
                while (CohereJson.NextName(ref reader))
                {
                    if (reader.Is("name"u8))
                        name = CohereJson.Text(ref reader);
                    else if (reader.Is("arguments"u8))
                        arguments = CohereJson.Bytes(ref reader);
                    else
                        CohereJson.Pass(ref reader);
                }
            }
            else
                CohereJson.Pass(ref reader);
        }

        if (string.IsNullOrEmpty(name))
            _wrong ??= "a tool call has no name";
        else
            _calls.Add((id, name, arguments));
    }

    private readonly void ReadCitations(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            _citations.Add(CohereJson.Citation(new Verbatim(_body[start..(int)reader.BytesConsumed].ToArray())));
        }
    }

    /// <summary>Which texts citations belong to: the one that they name, else the last.</summary>
    private readonly record struct Cited(int Last)
    {
        public bool IsText(int? index, List<(bool IsThinking, string Text)> content) =>
            index is { } named && named < content.Count && !content[named].IsThinking;
    }
}
