using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.Gemini;

/// <summary>Translates to and from <c>generateContent</c>.</summary>
internal sealed class GeminiChat : IChatTranslator
{
    /// <summary>The format's name, also of what only it understands.</summary>
    public const string Wire = "gemini";

    private const int FirstBufferBytes = 1024;

    // As the official SDK writes texts; nothing of it is put into a page.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public ChatBody? Write(ChatRequest request, ChatTarget target, TranslationReport report)
    {
        var buffer = new ArrayBufferWriter<byte>(FirstBufferBytes);
        using var json = new Utf8JsonWriter(buffer, WriterOptions);
        GeminiRequest.Write(new GeminiDraft(request, target, report, json));
        json.Flush();
        return report.IsPossible ? new ChatBody(buffer.WrittenMemory) : null;
    }

    public IChatReader OpenReader(ChatTarget target) => new GeminiReader(target);
}
