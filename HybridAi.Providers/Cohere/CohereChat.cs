using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.Cohere;

/// <summary>Translates to and from Cohere's <c>POST /v2/chat</c> (Cohere OpenAPI file of August 2026, npm <c>cohere-ai</c> 8.1.0).</summary>
internal sealed class CohereChat : IChatTranslator
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <inheritdoc />
    public ChatBody? Write(ChatRequest request, ChatTarget target, TranslationReport report)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var output = new Utf8JsonWriter(buffer, Writing))
        {
            output.WriteStartObject();
            output.WriteString("model", target.Model);
            var messages = new CohereMessages(request, target, report);
            messages.Write(output);
            new CohereTools(request, report).Write(output);
            new CohereSettings(request, target, report).Write(output, hasDocuments: messages.HasDocuments);
            output.WriteBoolean("stream", request.Stream);
            output.WriteEndObject();
        }

        return report.IsPossible ? new ChatBody(buffer.WrittenMemory) : null;
    }

    /// <inheritdoc />
    public IChatReader OpenReader(ChatTarget target) => new CohereReader(target);
}
