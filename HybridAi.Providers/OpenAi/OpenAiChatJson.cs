using System.Text.Encodings.Web;
using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.OpenAi;

/// <summary>How this format's bodies are written.</summary>
internal static class OpenAiChatJson
{
    /// <summary>The wire's name in opaque parts and citations.</summary>
    public const string Wire = "openai";

    // Never HTML; and what the writers write is well-formed by construction.
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static void WriteRaw(this Utf8JsonWriter json, string name, Verbatim value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
    }

    /// <summary>Bytes that are a text's UTF-8. Invalid ones are replaced: they may be anything that a caller sent.</summary>
    public static void WriteText(this Utf8JsonWriter json, string name, Verbatim value)
    {
        if (System.Text.Unicode.Utf8.IsValid(value.Utf8.Span))
            json.WriteString(name, value.Utf8.Span);
        else
            json.WriteString(name, value.Decode());
    }
}
