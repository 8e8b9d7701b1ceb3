using System.Globalization;
using System.Text.Json;

namespace HybridAi.Providers.Wire;

/// <summary>Says what is wrong with JSON to whoever sent it, who neither knows the reader's options nor counts lines from 0.</summary>
public static class JsonFault
{
    private const string Advice = " Change the reader options.";

    /// <summary>Describes a fault as a phrase without a full stop: <c>'x' is an invalid start of a value (line 1, byte 9)</c>.</summary>
    /// <param name="fault">What the reader threw.</param>
    public static string Describe(JsonException fault)
    {
        var text = fault.Message;
        foreach (var place in (ReadOnlySpan<string>)[" Path:", " LineNumber:"])
        {
            if (text.IndexOf(place, StringComparison.Ordinal) is > 0 and var end)
                text = text[..end];
        }

        text = text.Replace(Advice, "", StringComparison.Ordinal).TrimEnd(' ', '.');
        return fault is { LineNumber: { } line, BytePositionInLine: { } at }
            ? string.Create(CultureInfo.InvariantCulture, $"{text} (line {line + 1}, byte {at + 1})")
            : text;
    }
}
