using System.Text;
using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Cohere;

/// <summary>One event of a stream, read in one pass.</summary>
internal ref struct CohereEvent
{
    private readonly ReadOnlySpan<byte> _data;

    public CohereEvent(ReadOnlySpan<byte> data) => _data = data;

    public CohereEventType Type { get; private set; }

    public string? Id { get; private set; }

    public string? Text { get; private set; }

    public string? Thinking { get; private set; }

    public bool IsThinking { get; private set; }

    public string? Plan { get; private set; }

    public string? CallId { get; private set; }

    public string? CallName { get; private set; }

    public Verbatim Arguments { get; private set; }

    public CohereCitation? Citation { get; private set; }

    public List<TokenLogprob>? Logprobs { get; private set; }

    public string? FinishReason { get; private set; }

    public ReportedUsage? Usage { get; private set; }

    public string? Error { get; private set; }

    /// <summary>Reads the event.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public string? Read(ReadOnlySpan<byte> name)
    {
        Type = TypeOf(name);
        var reader = new Utf8JsonReader(_data, new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return "an event is not a JSON object";
            while (CohereJson.NextName(ref reader))
                ReadField(ref reader);
            reader.Read();
            return null;
        }
        catch (JsonException malformed)
        {
            return $"an event is not valid JSON: {malformed.Message}";
        }
        catch (InvalidOperationException)
        {
            return "a text in an event is not valid Unicode";
        }
    }

    private void ReadField(ref Utf8JsonReader reader)
    {
        if (reader.Is("type"u8))
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
                Type = reader.ValueIsEscaped ? TypeOf(Encoding.UTF8.GetBytes(reader.GetString()!)) : TypeOf(reader.ValueSpan);
            else
                reader.Skip();
        }
        else if (reader.Is("id"u8))
            Id = CohereJson.Text(ref reader);
        else if (reader.Is("logprobs"u8))
            CohereJson.Logprobs(ref reader, Logprobs ??= []);
        // An error that comes as an event has its message at the top.
        else if (reader.Is("message"u8))
            Error = CohereJson.Text(ref reader) ?? Error;
        else if (reader.Is("delta"u8) && CohereJson.Enter(ref reader))
            ReadDelta(ref reader);
        else if (reader.TokenType == JsonTokenType.PropertyName)
            CohereJson.Pass(ref reader);
    }

    private void ReadDelta(ref Utf8JsonReader reader)
    {
        while (CohereJson.NextName(ref reader))
        {
            if (reader.Is("message"u8))
            {
                if (CohereJson.Enter(ref reader))
                    ReadMessage(ref reader);
            }
            else if (reader.Is("finish_reason"u8))
                FinishReason = CohereJson.Text(ref reader);
            else if (reader.Is("usage"u8))
                Usage = CohereJson.Usage(ref reader);
            else if (reader.Is("error"u8))
                Error = CohereJson.Text(ref reader);
            else
                CohereJson.Pass(ref reader);
        }
    }

    private void ReadMessage(ref Utf8JsonReader reader)
    {
        while (CohereJson.NextName(ref reader))
        {
            if (reader.Is("content"u8))
            {
                if (CohereJson.Enter(ref reader))
                    ReadContent(ref reader);
            }
            else if (reader.Is("tool_plan"u8))
                Plan = CohereJson.Text(ref reader);
            else if (reader.Is("tool_calls"u8))
            {
                if (CohereJson.Enter(ref reader))
                    ReadCall(ref reader);
            }
            else if (reader.Is("citations"u8))
                Citation = CohereJson.Citation(CohereJson.Raw(ref reader, _data));
            else
                CohereJson.Pass(ref reader);
        }
    }

    private void ReadContent(ref Utf8JsonReader reader)
    {
        while (CohereJson.NextName(ref reader))
        {
            if (reader.Is("text"u8))
                Text = CohereJson.Text(ref reader);
            else if (reader.Is("thinking"u8))
                Thinking = CohereJson.Text(ref reader);
            else if (reader.Is("type"u8))
                IsThinking = CohereJson.Text(ref reader) == "thinking";
            else
                CohereJson.Pass(ref reader);
        }
    }

    private void ReadCall(ref Utf8JsonReader reader)
    {
        while (CohereJson.NextName(ref reader))
        {
            if (reader.Is("id"u8))
                CallId = CohereJson.Text(ref reader);
            else if (reader.Is("function"u8))
            {
                if (CohereJson.Enter(ref reader))
                    ReadFunction(ref reader);
            }
            else
                CohereJson.Pass(ref reader);
        }
    }

    private void ReadFunction(ref Utf8JsonReader reader)
    {
        while (CohereJson.NextName(ref reader))
        {
            if (reader.Is("name"u8))
                CallName = CohereJson.Text(ref reader);
            else if (reader.Is("arguments"u8))
                Arguments = CohereJson.Bytes(ref reader);
            else
                CohereJson.Pass(ref reader);
        }
    }

    private static CohereEventType TypeOf(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("content-delta"u8) ? CohereEventType.ContentDelta
        : name.SequenceEqual("tool-call-delta"u8) ? CohereEventType.ToolCallDelta
        : name.SequenceEqual("tool-plan-delta"u8) ? CohereEventType.ToolPlanDelta
        : name.SequenceEqual("citation-start"u8) ? CohereEventType.CitationStart
        : name.SequenceEqual("message-start"u8) ? CohereEventType.MessageStart
        : name.SequenceEqual("content-start"u8) ? CohereEventType.ContentStart
        : name.SequenceEqual("content-end"u8) ? CohereEventType.ContentEnd
        : name.SequenceEqual("tool-call-start"u8) ? CohereEventType.ToolCallStart
        : name.SequenceEqual("tool-call-end"u8) ? CohereEventType.ToolCallEnd
        : name.SequenceEqual("message-end"u8) ? CohereEventType.MessageEnd
        : name.SequenceEqual("error"u8) ? CohereEventType.Error
        : name.IsEmpty ? CohereEventType.None
        : CohereEventType.Other;
}

/// <summary>What an event of a stream is.</summary>
internal enum CohereEventType
{
    /// <summary>It has no type: an error, if it has a message.</summary>
    None,
    MessageStart,
    ContentStart,
    ContentDelta,
    ContentEnd,
    ToolPlanDelta,
    ToolCallStart,
    ToolCallDelta,
    ToolCallEnd,
    CitationStart,
    MessageEnd,
    Error,

    /// <summary>One that says nothing of the answer: the end of a citation, debugging.</summary>
    Other,
}
