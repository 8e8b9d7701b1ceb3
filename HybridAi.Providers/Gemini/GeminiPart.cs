using System.Text.Json;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Gemini;

/// <summary>Where the fields of a content part are; each as JSON, empty if it is not there.</summary>
internal ref struct GeminiPart
{
    private const int LongestKind = 64;

    public ReadOnlySpan<byte> Json;
    public ReadOnlySpan<byte> Text;
    public ReadOnlySpan<byte> Signature;
    public ReadOnlySpan<byte> FunctionCall;
    public ReadOnlySpan<byte> InlineData;
    public ReadOnlySpan<byte> FileData;
    public bool IsThought;

    /// <summary>The first field that is none of the above, or null.</summary>
    public string? OtherName;

    /// <summary>Whether there is anything that says what kind of part it is.</summary>
    public readonly bool HasContent => !FunctionCall.IsEmpty || !InlineData.IsEmpty || !FileData.IsEmpty || !Text.IsEmpty;

    /// <summary>Whether it is text of the answer; an empty one that is signed counts.</summary>
    public readonly bool IsAnswer =>
        !IsThought && FunctionCall.IsEmpty && InlineData.IsEmpty && FileData.IsEmpty && (!Text.IsEmpty || (!Signature.IsEmpty && OtherName is null));

    /// <summary>Reads the part that the reader stands at the start of.</summary>
    public static GeminiPart Read(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("a part is no object");
        var part = default(GeminiPart);
        var start = (int)reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Is("text"u8))
                part.Text = GeminiJson.Value(ref reader, json);
            else if (reader.Is("thoughtSignature"u8))
                part.Signature = GeminiJson.Value(ref reader, json);
            else if (reader.Is("thought"u8))
            {
                reader.Read();
                part.IsThought = reader.TokenType == JsonTokenType.True;
                reader.Skip();
            }
            else if (reader.Is("functionCall"u8))
                part.FunctionCall = GeminiJson.Value(ref reader, json);
            else if (reader.Is("inlineData"u8))
                part.InlineData = GeminiJson.Value(ref reader, json);
            else if (reader.Is("fileData"u8))
                part.FileData = GeminiJson.Value(ref reader, json);
            else
            {
                part.OtherName ??= reader.ValueSpan.Length <= LongestKind ? reader.GetString() : "unknown";
                reader.Read();
                reader.Skip();
            }
        }

        part.Json = json[start..(int)reader.BytesConsumed];
        return part;
    }
}
