using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Dialects.Responses;

/// <summary>What an answer repeats of its request that the typed model does not keep apart.</summary>
internal sealed class Echo
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = BodyScan.MaxDepth };

    private Echo()
    {
    }

    /// <summary><c>instructions</c> as raw JSON; empty if there were none.</summary>
    public Verbatim Instructions { get; private set; }

    /// <summary><c>previous_response_id</c> as raw JSON.</summary>
    public Verbatim PreviousResponseId { get; private set; }

    /// <summary><c>safety_identifier</c> as raw JSON.</summary>
    public Verbatim SafetyIdentifier { get; private set; }

    /// <summary><c>user</c> as raw JSON.</summary>
    public Verbatim User { get; private set; }

    /// <summary>Whether reasoning is wanted with its seal.</summary>
    public bool WantsEncryptedReasoning { get; private set; }

    /// <summary>Finds it in a body: one that was read before, or none.</summary>
    public static Echo Of(ReadOnlyMemory<byte> body)
    {
        var echo = new Echo();
        if (!body.IsEmpty)
            echo.Read(body);
        return echo;
    }

    private void Read(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(body.Span, Options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueSpan.SequenceEqual("instructions"u8))
                Instructions = RawOf(ref reader, body);
            else if (reader.ValueSpan.SequenceEqual("previous_response_id"u8))
                PreviousResponseId = RawOf(ref reader, body);
            else if (reader.ValueSpan.SequenceEqual("safety_identifier"u8))
                SafetyIdentifier = RawOf(ref reader, body);
            else if (reader.ValueSpan.SequenceEqual("user"u8))
                User = RawOf(ref reader, body);
            else if (reader.ValueSpan.SequenceEqual("include"u8))
                ReadInclude(ref reader);
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
    }

    private void ReadInclude(ref Utf8JsonReader reader)
    {
        reader.Read();
        var depth = reader.CurrentDepth;
        while (reader.TokenType == JsonTokenType.StartArray || reader.CurrentDepth > depth)
        {
            reader.Read();
            WantsEncryptedReasoning |= reader.TokenType == JsonTokenType.String && reader.ValueSpan.SequenceEqual("reasoning.encrypted_content"u8);
        }
    }

    private static Verbatim RawOf(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new Verbatim(body[start..(int)reader.BytesConsumed]);
    }
}
