using System.Text.Json;

namespace HybridAi.Providers.Wire;

/// <summary>Recognises the fields that the gateway itself reads, however their names are escaped.</summary>
internal static class BodyFields
{
    private const int LongestName = 21;

    public static BodyField Match(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
            return Match(reader.ValueSpan);
        // An escape makes a name at most six times as long.
        if (reader.ValueSpan.Length > LongestName * 6)
            return BodyField.Other;
        Span<byte> unescaped = stackalloc byte[LongestName * 6];
        try
        {
            return Match(unescaped[..reader.CopyString(unescaped)]);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: none of ours.
            return BodyField.Other;
        }
    }

    /// <summary>A name without its quotes and escapes.</summary>
    public static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> quotedName)
    {
        var reader = new Utf8JsonReader(quotedName);
        reader.Read();
        var unescaped = new byte[quotedName.Length];
        try
        {
            return unescaped.AsSpan(0, reader.CopyString(unescaped));
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return quotedName[1..^1];
        }
    }

    public static string NameOf(BodyField field) => field switch
    {
        BodyField.Model => "model",
        BodyField.Stream => "stream",
        BodyField.StreamOptions => "stream_options",
        BodyField.HybridAi => "hybridai",
        BodyField.Messages => "messages",
        BodyField.Input => "input",
        BodyField.MaxTokens => "max_tokens",
        BodyField.MaxCompletionTokens => "max_completion_tokens",
        BodyField.MaxOutputTokens => "max_output_tokens",
        BodyField.Instructions => "instructions",
        BodyField.User => "user",
        BodyField.Thinking => "thinking",
        _ => "",
    };

    private static BodyField Match(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 when name.SequenceEqual("user"u8) => BodyField.User,
        5 when name.SequenceEqual("model"u8) => BodyField.Model,
        5 when name.SequenceEqual("input"u8) => BodyField.Input,
        6 when name.SequenceEqual("stream"u8) => BodyField.Stream,
        8 when name.SequenceEqual("messages"u8) => BodyField.Messages,
        8 when name.SequenceEqual("hybridai"u8) => BodyField.HybridAi,
        8 when name.SequenceEqual("thinking"u8) => BodyField.Thinking,
        10 when name.SequenceEqual("max_tokens"u8) => BodyField.MaxTokens,
        12 when name.SequenceEqual("instructions"u8) => BodyField.Instructions,
        14 when name.SequenceEqual("stream_options"u8) => BodyField.StreamOptions,
        17 when name.SequenceEqual("max_output_tokens"u8) => BodyField.MaxOutputTokens,
        21 when name.SequenceEqual("max_completion_tokens"u8) => BodyField.MaxCompletionTokens,
        _ => BodyField.Other,
    };
}
