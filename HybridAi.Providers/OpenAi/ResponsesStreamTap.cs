using System.Text.Json;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.OpenAi;

/// <summary>
/// Reads a stream of response events (OpenAI OpenAPI file, <c>ResponseStreamEvent</c>), each in one pass. The event that ends the
/// response is the terminator: it goes out, byte by byte, when the answer is recorded.
/// </summary>
internal sealed class ResponsesStreamTap(string? costField) : IStreamTap
{
    private const int BytesPerToken = 4;

    // Deltas shorter than this on the average are one token each.
    private const int LongestTokenBytes = 8;

    private AnswerFacts _facts;
    private long _contentBytes;
    private long _deltas;

    private enum Kind
    {
        Unknown,
        Other,
        Item,
        Delta,
        End,
        Failed,
        Error,
    }

    public AnswerFacts Facts => _facts;

    public int EstimatedOutputTokens => (int)Math.Min(
        int.MaxValue, _contentBytes <= _deltas * LongestTokenBytes ? _deltas : (_contentBytes + BytesPerToken - 1) / BytesPerToken);

    public bool IsFinished { get; private set; }

    public bool ForwardsUsage => false;

    public int NextSequence { get; private set; }

    public ReadOnlyMemory<byte> Terminator { get; private set; }

    public StreamVerdict Read(ReadOnlySpan<byte> eventName, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return StreamVerdict.Comment;
        // Not part of the grammar, but sent by some; swallowed as usage is.
        if (data.SequenceEqual("[DONE]"u8))
            return StreamVerdict.Usage;
        if (eventName.SequenceEqual("error"u8))
            return StreamVerdict.Error;
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
        var kind = Kind.Unknown;
        var (delta, hasError) = (0, false);
        Utf8JsonReader response = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isType, isDelta) = (reader.Is("type"u8), reader.Is("delta"u8));
            var (isResponse, isError) = (reader.Is("response"u8), reader.Is("error"u8));
            reader.Read();
            if (isType && reader.TokenType == JsonTokenType.String)
                kind = KindOf(reader.ValueSpan);
            else if (isDelta && reader.TokenType == JsonTokenType.String)
                delta = reader.ValueSpan.Length;
            else if (isResponse && reader.TokenType == JsonTokenType.StartObject)
                response = reader;
            hasError |= isError && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.String;
            reader.Skip();
        }

        // Anything behind the object is an error that only the next read reports.
        reader.Read();
        return Judge(kind == Kind.Unknown ? KindOf(eventName) : kind, delta, hasError, eventName, data, response);
    }

    private StreamVerdict Judge(Kind kind, int delta, bool hasError, ReadOnlySpan<byte> eventName, ReadOnlySpan<byte> data, Utf8JsonReader response)
    {
        if (kind == Kind.Unknown)
            return hasError ? StreamVerdict.Error : StreamVerdict.Malformed;
        if (kind is Kind.End or Kind.Failed && response.TokenType == JsonTokenType.StartObject)
            ResponsesAnswer.ReadObject(ref response, costField, ref _facts);
        switch (kind)
        {
            case Kind.Error or Kind.Failed:
                return StreamVerdict.Error;
            case Kind.End:
                IsFinished = true;
                Terminator = eventName.IsEmpty ? (byte[])[.. "data: "u8, .. data, .. "\n\n"u8] : [.. "event: "u8, .. eventName, .. "\ndata: "u8, .. data, .. "\n\n"u8];
                return StreamVerdict.Done;
        }

        NextSequence++;
        if (kind == Kind.Delta && delta > 0)
        {
            _contentBytes += delta;
            _deltas++;
        }

        return kind is Kind.Delta or Kind.Item ? StreamVerdict.Content : StreamVerdict.Preamble;
    }

    // Names that a hostile sender escaped are none of these, and pass.
    private static Kind KindOf(ReadOnlySpan<byte> type) => type.IsEmpty ? Kind.Unknown
        : type.EndsWith(".delta"u8) ? Kind.Delta
        : type.SequenceEqual("response.output_item.added"u8) ? Kind.Item
        : type.SequenceEqual("response.completed"u8) || type.SequenceEqual("response.incomplete"u8) ? Kind.End
        : type.SequenceEqual("response.failed"u8) ? Kind.Failed
        : type.SequenceEqual("error"u8) ? Kind.Error
        : Kind.Other;
}
