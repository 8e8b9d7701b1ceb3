using System.Text.Json;

namespace HybridAi.Providers.Wire;

/// <summary>Reads and edits the <c>stream_options</c> field of a chat request.</summary>
public static class StreamOptionsField
{
    private static readonly byte[] True = "true"u8.ToArray();
    private static readonly byte[] WholeObject = """{"include_usage":true}"""u8.ToArray();
    private static readonly byte[] FirstMember = "\"include_usage\":true"u8.ToArray();
    private static readonly byte[] FirstMemberAndComma = "\"include_usage\":true,"u8.ToArray();

    /// <summary>Reads whether the caller asked for usage.</summary>
    /// <param name="value">The field's value.</param>
    /// <param name="includeUsage">Whether it did.</param>
    /// <returns>What is wrong with the value, or null.</returns>
    public static string? TryRead(ReadOnlySpan<byte> value, out bool includeUsage)
    {
        var (type, at, length, _) = Find(value);
        includeUsage = length == 4 && value[at] == 't';
        return type is not (JsonTokenType.StartObject or JsonTokenType.Null) ? "'stream_options' must be an object."
            : length > 0 && value[at] is not ((byte)'t' or (byte)'f' or (byte)'n') ? "'stream_options.include_usage' must be true or false."
            : null;
    }

    /// <summary>Appends the field with <c>include_usage</c> set, whatever it was.</summary>
    /// <param name="scan">The body.</param>
    /// <param name="property">The field.</param>
    /// <param name="splice">What is appended to.</param>
    /// <param name="copied">Up to where the body has been appended.</param>
    /// <returns>Up to where it has been appended now.</returns>
    internal static int ForceUsage(BodyScan scan, in BodyProperty property, BodySplice splice, int copied)
    {
        var value = scan.ValueOf(property);
        var (type, at, length, empty) = Find(value);
        if (length == 4 && value[at] == 't')
            return copied;
        var (from, to, text) = type != JsonTokenType.StartObject ? (0, value.Length, WholeObject)
            : length > 0 ? (at, at + length, True)
            : (1, 1, empty ? FirstMember : FirstMemberAndComma);
        splice.Append(scan.Body[copied..(property.ValueStart + from)]);
        splice.Append(text);
        return property.ValueStart + to;
    }

    // Where include_usage's value is; a length of 0 if it is not there.
    private static (JsonTokenType Type, int At, int Length, bool Empty) Find(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value, new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth });
        reader.Read();
        var type = reader.TokenType;
        var (at, length, empty) = (0, 0, true);
        while (type == JsonTokenType.StartObject && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            empty = false;
            var found = reader.Is("include_usage"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (found)
                (at, length) = (start, (int)reader.BytesConsumed - start);
        }

        return (type, at, length, empty);
    }
}
