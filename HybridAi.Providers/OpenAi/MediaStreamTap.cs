using System.Text.Json;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.OpenAi;

/// <summary>
/// Reads a streamed transcription (<c>transcript.text.delta</c>, <c>.segment</c>, <c>.done</c>) or speech (<c>speech.audio.delta</c>,
/// <c>.done</c>). The event that ends it carries the usage; it is the terminator and goes out, byte by byte, when the answer is recorded.
/// </summary>
internal sealed class MediaStreamTap(InferenceApi api) : IStreamTap
{
    private AnswerFacts _facts;

    public AnswerFacts Facts => _facts;

    public int EstimatedOutputTokens => 0;

    public bool IsFinished { get; private set; }

    public bool ForwardsUsage => false;

    public ReadOnlyMemory<byte> Terminator { get; private set; }

    public StreamVerdict Read(ReadOnlySpan<byte> eventName, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return StreamVerdict.Comment;
        // vLLM's chunks have no type, and this end.
        if (data.SequenceEqual("[DONE]"u8))
            return End("data: [DONE]\n\n"u8.ToArray());
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
        var type = eventName;
        var isError = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Is("usage"u8))
            {
                MediaUsage.Read(ref reader, api, ref _facts);
                continue;
            }

            var isType = reader.Is("type"u8);
            isError |= reader.Is("error"u8);
            reader.Read();
            if (isType && reader.TokenType == JsonTokenType.String)
                type = reader.ValueSpan;
            reader.Skip();
        }

        // Anything behind the object is an error that only the next read reports.
        reader.Read();
        if (isError || type.SequenceEqual("error"u8))
            return StreamVerdict.Error;
        if (!type.EndsWith(".done"u8))
            return StreamVerdict.Content;
        return End(eventName.IsEmpty ? (byte[])[.. "data: "u8, .. data, .. "\n\n"u8] : [.. "event: "u8, .. eventName, .. "\ndata: "u8, .. data, .. "\n\n"u8]);
    }

    private StreamVerdict End(byte[] terminator)
    {
        IsFinished = true;
        Terminator = terminator;
        return StreamVerdict.Done;
    }
}
