using System.Buffers;
using System.Text.Json;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Inference;

/// <summary>What the gateway reads of a request for speech.</summary>
internal static class SpokenText
{
    /// <summary>How many characters (Unicode code points) there are to speak: what some models are billed by. Null if the text is none.</summary>
    public static long? CharactersOf(BodyScan scan)
    {
        if (!scan.TryFind(BodyField.Input, out var input) || input.Type != JsonTokenType.String)
            return null;
        var reader = new Utf8JsonReader(scan.ValueOf(input));
        reader.Read();
        var text = ArrayPool<char>.Shared.Rent(Math.Max(1, reader.ValueSpan.Length));
        try
        {
            var count = 0L;
            foreach (var unit in text.AsSpan(0, reader.CopyString(text)))
                count += char.IsLowSurrogate(unit) ? 0 : 1;
            return count;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: the provider will say so if it minds.
            return null;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(text);
        }
    }

    /// <summary>Whether the sound is asked for as events (<c>stream_format: "sse"</c>).</summary>
    public static bool IsStreamed(BodyScan scan)
    {
        foreach (ref readonly var property in scan.Properties)
        {
            if (scan.PlainNameOf(property).SequenceEqual("stream_format"u8))
                return scan.ValueOf(property).SequenceEqual("\"sse\""u8);
        }

        return false;
    }
}
