using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Errors;
using HybridAi.Providers.Translation;

namespace HybridAi.Gateway.Dialects.Embeddings;

/// <summary>Writes vectors in OpenAI's shape: numbers as the provider wrote them, or base64 of little-endian 32-bit floats.</summary>
internal static class EmbeddingsWriter
{
    public static bool TryWrite(EmbeddingsAnswer answer, string model, long tokens, bool asBase64, ArrayBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, ErrorWriter.Readable);
        json.WriteStartObject();
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        for (var i = 0; i < answer.Vectors.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("object", "embedding");
            json.WriteNumber("index", i);
            json.WritePropertyName("embedding");
            if (!asBase64)
                json.WriteRawValue(answer.Vectors[i].Utf8.Span, skipInputValidation: true);
            else if (FloatsOf(answer.Vectors[i]) is { } floats)
                json.WriteBase64StringValue(floats);
            else
                return false;
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("model", model);
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", tokens);
        json.WriteNumber("total_tokens", tokens);
        json.WriteEndObject();
        json.WriteEndObject();
        return true;
    }

    private static byte[]? FloatsOf(Verbatim vector)
    {
        var bytes = new ArrayBufferWriter<byte>(vector.Utf8.Length);
        var reader = new Utf8JsonReader(vector.Utf8.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            if (!reader.TryGetSingle(out var number))
                return null;
            BinaryPrimitives.WriteSingleLittleEndian(bytes.GetSpan(sizeof(float)), number);
            bytes.Advance(sizeof(float));
        }

        return bytes.WrittenSpan.ToArray();
    }
}
