using System.Text.Json;
using HybridAi.Providers.OpenAi;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Anthropic;

/// <summary>Reads a stream of messages events that passes unchanged, each in one pass.</summary>
internal sealed class AnthropicStreamTap : IStreamTap
{
    private const int BytesPerToken = 4;

    // Deltas shorter than this on the average are one token each.
    private const int LongestTokenBytes = 8;

    private static readonly byte[] StopEvent = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"u8.ToArray();

    private readonly ChunkTemplate _template = new();
    private AnthropicUsage _usage;
    private AnswerFacts _facts;
    private byte[] _terminator = StopEvent;
    private long _contentBytes;
    private long _contentDeltas;

    public AnswerFacts Facts => _facts with { Usage = _usage.ToTokens() };

    public int EstimatedOutputTokens => (int)Math.Min(int.MaxValue, _contentBytes <= _contentDeltas * LongestTokenBytes
        ? _contentDeltas
        : (_contentBytes + BytesPerToken - 1) / BytesPerToken);

    public bool IsFinished => _facts.FinishReason is not null;

    public bool ForwardsUsage => true;

    public ReadOnlyMemory<byte> Terminator => _terminator;

    public StreamVerdict Read(ReadOnlySpan<byte> eventName, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return StreamVerdict.Comment;
        if (_template.Matches(data, out var textLength))
        {
            Count(textLength);
            return StreamVerdict.Content;
        }

        try
        {
            return ReadEvent(eventName, data);
        }
        catch (JsonException)
        {
            return StreamVerdict.Malformed;
        }
    }

    private StreamVerdict ReadEvent(ReadOnlySpan<byte> eventName, ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data, new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return StreamVerdict.Malformed;
        var type = EventTypes.OfName(eventName);
        var content = false;
        var (texts, textStart, textLength) = (0, 0, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Is("type"u8))
                type = ReadType(ref reader, type);
            else if (reader.Is("delta"u8))
                content |= ReadDelta(ref reader, ref texts, ref textStart, ref textLength);
            else if (reader.Is("message"u8))
                ReadMessage(ref reader);
            else if (reader.Is("content_block"u8))
                content |= StartsWithContent(ref reader);
            else if (reader.Is("usage"u8))
                _usage.Read(ref reader);
            else
                Pass(ref reader);
        }

        reader.Read();
        switch (type)
        {
            case EventType.BlockDelta when content:
                if (texts == 1)
                    _template.Learn(data, textStart, textLength);
                Count(textLength);
                return StreamVerdict.Content;
            case EventType.MessageDelta when content:
            case EventType.BlockStart when content:
                return StreamVerdict.Content;
            case EventType.MessageStop:
                _terminator = [.. "event: message_stop\ndata: "u8, .. data, .. "\n\n"u8];
                return IsFinished ? StreamVerdict.Done : StreamVerdict.Malformed;
            case EventType.Ping:
                return StreamVerdict.Comment;
            case EventType.Error:
                return StreamVerdict.Error;
            case EventType.None:
                return StreamVerdict.Malformed;
            default:
                // What comes before any content, and events that Anthropic may add at any time.
                return StreamVerdict.Preamble;
        }
    }

    private void Count(int bytes)
    {
        _contentBytes += bytes;
        _contentDeltas++;
    }

    private static EventType ReadType(ref Utf8JsonReader reader, EventType named)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            return EventTypes.Of(ref reader);
        reader.Skip();
        return named;
    }

    // Content is any text of a delta but its type; of the message's delta, the stop reason.
    private bool ReadDelta(ref Utf8JsonReader reader, ref int texts, ref int textStart, ref int textLength)
    {
        if (!EnterObject(ref reader))
            return false;
        var content = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.Is("type"u8);
            var isStop = !isType && reader.Is("stop_reason"u8);
            reader.Read();
            if (isStop && reader.TokenType == JsonTokenType.String)
            {
                _facts.FinishReason = StopReasons.Intern(ref reader);
                _facts.IsCut = StopReasons.IsCut(_facts.FinishReason);
                content = true;
            }
            else if (!isType && reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0)
            {
                (texts, textStart, textLength) = (texts + 1, (int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
                content = true;
            }
            else
            {
                // A citation is content too.
                content |= reader.TokenType == JsonTokenType.StartObject && !isType;
                texts += reader.TokenType == JsonTokenType.StartObject ? 2 : 0;
                reader.Skip();
            }
        }

        return content;
    }

    private void ReadMessage(ref Utf8JsonReader reader)
    {
        if (!EnterObject(ref reader))
            return;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Is("usage"u8))
                _usage.Read(ref reader);
            else
                Pass(ref reader);
        }
    }

    // Texts and thinking begin empty; every other block already says something.
    private static bool StartsWithContent(ref Utf8JsonReader reader)
    {
        if (!EnterObject(ref reader))
            return false;
        var isBare = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.Is("type"u8);
            reader.Read();
            if (isType && reader.TokenType == JsonTokenType.String)
                isBare = reader.Is("text"u8) || reader.Is("thinking"u8);
            reader.Skip();
        }

        return !isBare;
    }

    private static bool EnterObject(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
            return true;
        reader.Skip();
        return false;
    }

    private static void Pass(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
