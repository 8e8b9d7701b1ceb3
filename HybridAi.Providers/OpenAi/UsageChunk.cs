using System.Buffers;
using System.Text.Json;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.OpenAi;

/// <summary>Makes the usage chunk of <c>stream_options.include_usage</c> where the provider put the usage elsewhere.</summary>
internal static class UsageChunk
{
    /// <summary>From Groq's last chunk, which has it under <c>x_groq.usage</c>.</summary>
    /// <returns>The event, or null if the chunk cannot be written anew: a name twice, text that is no Unicode.</returns>
    public static byte[]? FromXGroq(ReadOnlySpan<byte> chunk)
    {
        var reader = new Utf8JsonReader(chunk, new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth });
        try
        {
            using var document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.TryGetProperty("x_groq", out var groq) && groq.ValueKind == JsonValueKind.Object
                && groq.TryGetProperty("usage", out var usage) ? Write(document.RootElement, usage) : null;
        }
        catch (Exception unwritable) when (unwritable is InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static byte[] Write(JsonElement root, JsonElement usage)
    {
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
            usage.WriteTo(json);
            json.WriteEndObject();
        }

        buffer.Write("\n\n"u8);
        return buffer.WrittenSpan.ToArray();
    }
}
