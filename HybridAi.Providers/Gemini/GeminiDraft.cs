using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Gemini;

/// <summary>A request that is being written: what all parts of the writer need.</summary>
internal sealed record GeminiDraft(ChatRequest Request, ChatTarget Target, TranslationReport Report, Utf8JsonWriter Json)
{
    // What goes into a body stands a few levels deeper there than it stood in the caller's.
    private const int MaxRawDepth = BodyScan.MaxDepth - 16;

    /// <summary>Whether a text can stand where the wire wants an object: it is one, and not nested too deeply.</summary>
    public static bool IsObject(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxRawDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
