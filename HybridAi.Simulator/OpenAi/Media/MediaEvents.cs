using System.Text.Json;
using HybridAi.Simulator.Http;

namespace HybridAi.Simulator.OpenAi.Media;

/// <summary>Writes server-sent events without names, each a JSON object.</summary>
internal static class MediaEvents
{
    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> members)
    {
        using var buffer = JsonBuffer.Rent();
        buffer.Json.WriteStartObject();
        members(buffer.Json);
        buffer.Json.WriteEndObject();
        buffer.Json.Flush();
        return (byte[])[.. "data: "u8, .. buffer.Bytes.WrittenSpan, .. "\n\n"u8];
    }
}
