using System.Buffers;
using System.Text.Json;

namespace HybridAi.Providers.OpenAi;

/// <summary>Makes the usage chunk of <c>stream_options.include_usage</c> where the provider put the usage elsewhere.</summary>
internal static class UsageChunk
{
    /// <summary>From Groq's last chunk, which has it under <c>x_groq.usage</c>.</summary>
    public static byte[] FromXGroq(ReadOnlySpan<byte> chunk)
    {
        var reader = new Utf8JsonReader(chunk);
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        var buffer = new ArrayBufferWriter<byte>(512);
        buffer.Write("data: "u8);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var name in (ReadOnlySpan<string>)["id", "object", "created", "model", "system_fingerprint"])
            {
                if (root.TryGetProperty(name, out var value))
                {
                    json.WritePropertyName(name);
                    value.WriteTo(json);
                }
            }

            json.WriteStartArray("choices");
            json.WriteEndArray();
            json.WritePropertyName("usage");
            root.GetProperty("x_groq").GetProperty("usage").WriteTo(json);
            json.WriteEndObject();
        }

        buffer.Write("\n\n"u8);
        return buffer.WrittenSpan.ToArray();
    }
}
