using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Gemini;

/// <summary>
/// Reads pieces of an answer that are still JSON. Whatever is not as it must be throws <see cref="JsonException"/>, or
/// <see cref="InvalidOperationException"/> for text that is no Unicode.
/// </summary>
internal static class GeminiJson
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = BodyScan.MaxDepth };

    public static Utf8JsonReader Open(ReadOnlySpan<byte> json) => new(json, Options);

    /// <summary>A reader behind the opening brace.</summary>
    public static Utf8JsonReader OpenObject(ReadOnlySpan<byte> json)
    {
        var reader = Open(json);
        return reader.Read() && reader.TokenType == JsonTokenType.StartObject ? reader : throw new JsonException("there is no object where one has to be");
    }

    /// <summary>Steps over the value that comes next.</summary>
    /// <returns>Its bytes; none for null.</returns>
    public static ReadOnlySpan<byte> Value(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        var isNull = reader.TokenType == JsonTokenType.Null;
        reader.Skip();
        return isNull ? default : json[start..(int)reader.BytesConsumed];
    }

    /// <summary>Steps over the value that comes next, and gives it if it is text.</summary>
    public static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString();
        reader.Skip();
        return null;
    }

    /// <summary>The text that a JSON string stands for.</summary>
    public static string Text(ReadOnlySpan<byte> json)
    {
        var reader = Open(json);
        reader.Read();
        return reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException("there is no text where one has to be");
    }

    /// <summary>The bytes of the text that a JSON string stands for.</summary>
    public static byte[] Bytes(ReadOnlySpan<byte> json)
    {
        var reader = Open(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
            throw new JsonException("there is no text where one has to be");
        if (!reader.ValueIsEscaped)
            return reader.ValueSpan.ToArray();
        var unescaped = new byte[reader.ValueSpan.Length];
        return unescaped[..reader.CopyString(unescaped)];
    }

    /// <summary>A document of a piece that is rarely there.</summary>
    public static JsonDocument Document(ReadOnlySpan<byte> json)
    {
        var reader = Open(json);
        return JsonDocument.ParseValue(ref reader);
    }

    public static string? Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static int? Number(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out var number) ? number : null;

    /// <summary>The items of a list; none if there is no list.</summary>
    public static JsonElement.ArrayEnumerator Items(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray() : default;

    /// <summary>The same JSON without the blanks between its tokens, which whole answers are full of and streamed ones are not.</summary>
    public static Verbatim Compact(ReadOnlySpan<byte> json)
    {
        var compact = new byte[json.Length];
        var (length, isText, isEscaped) = (0, false, false);
        foreach (var b in json)
        {
            if (!isText && b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
                continue;
            compact[length++] = b;
            if (b == '"' && !isEscaped)
                isText = !isText;
            isEscaped = isText && b == '\\' && !isEscaped;
        }

        return new Verbatim(compact.AsMemory(0, length));
    }
}
