using System.Text.Json;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.OpenAi;

/// <summary>Reads a stream of <c>chat.completion.chunk</c> objects, each in one pass.</summary>
internal sealed class OpenAiStreamTap(StreamUsage usagePlace, string? costField, bool usageWanted) : IStreamTap
{
    private const int BytesPerToken = 4;

    // Chunks shorter than this on the average are one token each.
    private const int LongestTokenBytes = 8;

    private static readonly byte[] DoneEvent = "data: [DONE]\n\n"u8.ToArray();

    private readonly ChunkTemplate _template = new();
    private AnswerFacts _facts;
    private int _contentBytes;
    private int _contentChunks;
    private uint _seenChoices;
    private uint _finishedChoices;
    private bool _isCut;

    // Of the chunk being read: how many texts its deltas have, and where the last one is.
    private int _texts;
    private int _textStart;
    private int _textLength;

    public AnswerFacts Facts => _facts;

    public int EstimatedOutputTokens => _contentBytes <= (long)_contentChunks * LongestTokenBytes
        ? _contentChunks
        : (_contentBytes + BytesPerToken - 1) / BytesPerToken;

    public bool IsFinished => _seenChoices != 0 && _seenChoices == _finishedChoices;

    public bool ForwardsUsage => usageWanted;

    public ReadOnlyMemory<byte> Terminator { get; private set; } = DoneEvent;

    public StreamVerdict Read(ReadOnlySpan<byte> eventName, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return StreamVerdict.Comment;
        if (data.SequenceEqual("[DONE]"u8))
            return StreamVerdict.Done;
        if (eventName.SequenceEqual("error"u8))
            return StreamVerdict.Error;
        if (_template.Matches(data, out var textLength))
        {
            Count(textLength);
            return StreamVerdict.Content;
        }

        try
        {
            return ReadChunk(data);
        }
        catch (JsonException)
        {
            return StreamVerdict.Malformed;
        }
    }

    public int ReadKnown(ReadOnlySpan<byte> arrived)
    {
        var length = _template.MatchEvent(arrived, out var textLength);
        if (length > 0)
            Count(textLength);
        return length;
    }

    private void Count(int contentBytes)
    {
        _contentBytes += contentBytes;
        _contentChunks++;
    }

    private StreamVerdict ReadChunk(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data, new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return StreamVerdict.Malformed;
        var (hasChoices, hasContent, hasUsage, hasXGroq, hasMessage, choices) = (false, false, false, false, false, 0);
        var finishedBefore = _finishedChoices;
        _texts = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Is("choices"u8))
            {
                hasChoices = true;
                if (!ReadChoices(ref reader, ref choices, ref hasContent))
                    return StreamVerdict.Malformed;
            }
            else if (reader.Is("usage"u8))
                hasUsage |= OpenAiAnswer.ReadUsage(ref reader, costField, ref _facts);
            else if (usagePlace == StreamUsage.XGroq && reader.Is("x_groq"u8))
            {
                hasXGroq = true;
                if (ReadXGroq(ref reader, data))
                    return StreamVerdict.Error;
            }
            else if (reader.Is("message"u8))
                hasMessage |= IsText(ref reader);
            else if (IsError(ref reader))
                return StreamVerdict.Error;
        }

        reader.Read();
        // What is the same but for its one text says the same.
        if (hasContent && choices == 1 && _texts == 1 && !hasUsage && !hasXGroq && _finishedChoices == finishedBefore)
            _template.Learn(data, _textStart, _textLength);
        // A message in the place of choices is an error without its wrapper (older vLLM, Cerebras).
        return hasContent ? StreamVerdict.Content
            : hasMessage && !hasChoices ? StreamVerdict.Error
            : choices == 0 && hasUsage ? StreamVerdict.Usage
            : hasChoices ? StreamVerdict.Preamble
            : StreamVerdict.Malformed;
    }

    private bool ReadChoices(ref Utf8JsonReader reader, ref int choices, ref bool hasContent)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            return reader.TokenType == JsonTokenType.Null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                return false;
            choices++;
            ReadChoice(ref reader, ref hasContent);
        }

        return true;
    }

    private void ReadChoice(ref Utf8JsonReader reader, ref bool hasContent)
    {
        var (index, started) = (0, false);
        string? finishReason = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Is("delta"u8))
                started |= ReadDelta(ref reader);
            else if (reader.Is("text"u8))
                started |= ReadText(ref reader);
            else if (reader.Is("finish_reason"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.String)
                    finishReason = FinishReasons.Intern(ref reader);
                else
                    reader.Skip();
            }
            else if (reader.Is("index"u8))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.Number)
                    reader.Skip();
                else if (!reader.TryGetInt32(out index))
                    index = 0;
            }
            else
                Pass(ref reader);
        }

        hasContent |= started || finishReason is not null;
        Track(index, finishReason);
    }

    // Choices up to 31 are told apart by a bit each; more than that no provider offers in a stream with different lengths.
    // What comes behind a finish reason (Azure's late filter reports) does not open the choice again.
    private void Track(int index, string? finishReason)
    {
        var bit = 1u << (index & 31);
        _seenChoices |= bit;
        if (finishReason is not null)
        {
            _finishedChoices |= bit;
            _isCut |= FinishReasons.IsCut(finishReason);
            if (index == 0 || _facts.FinishReason is null)
                _facts.FinishReason = finishReason;
        }

        _facts.IsCut = _isCut || !IsFinished;
    }

    // Content is whatever the delta carries besides its role: text, refusals, reasoning, tool calls, audio, images.
    private bool ReadDelta(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        var bytes = 0;
        var hasParts = false;
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.PropertyName
                && (reader.Is("role"u8) || reader.Is("id"u8) || reader.Is("type"u8)))
                Pass(ref reader);
            else if (reader.TokenType == JsonTokenType.PropertyName && reader.Is("reasoning_details"u8))
            {
                // OpenRouter: the text of 'reasoning' once more, in its original form.
                hasParts |= IsFilledArray(ref reader);
            }
            else if (reader.TokenType == JsonTokenType.String)
            {
                bytes += reader.ValueSpan.Length;
                _texts++;
                _textStart = (int)reader.TokenStartIndex + 1;
                _textLength = reader.ValueSpan.Length;
            }
            else if (reader.TokenType == JsonTokenType.StartObject)
                hasParts = true;
        }

        if (bytes > 0)
            Count(bytes);
        return bytes > 0 || hasParts;
    }

    // Legacy completions have a text in the place of the delta.
    private bool ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        var length = reader.TokenType == JsonTokenType.String ? reader.ValueSpan.Length : 0;
        if (length > 0)
        {
            _texts++;
            _textStart = (int)reader.TokenStartIndex + 1;
            _textLength = length;
            Count(length);
        }

        reader.Skip();
        return length > 0;
    }

    private bool ReadXGroq(ref Utf8JsonReader reader, ReadOnlySpan<byte> chunk)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        var failed = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Is("usage"u8))
            {
                OpenAiAnswer.ReadUsage(ref reader, costField, ref _facts);
                if (usageWanted && _facts.Usage is not null)
                    Terminator = UsageChunk.FromXGroq(chunk) is { } usage ? (byte[])[.. usage, .. DoneEvent] : DoneEvent;
            }
            else
            {
                failed |= IsError(ref reader);
            }
        }

        return failed;
    }

    private static bool IsError(ref Utf8JsonReader reader)
    {
        var isError = reader.Is("error"u8);
        reader.Read();
        isError &= reader.TokenType is JsonTokenType.StartObject or JsonTokenType.String;
        reader.Skip();
        return isError;
    }

    private static bool IsText(ref Utf8JsonReader reader)
    {
        reader.Read();
        var isText = reader.TokenType == JsonTokenType.String;
        reader.Skip();
        return isText;
    }

    private static bool IsFilledArray(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return false;
        }

        var depth = reader.CurrentDepth;
        var isFilled = false;
        while (reader.Read() && reader.CurrentDepth > depth)
            isFilled = true;
        return isFilled;
    }

    private static void Pass(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
