using System.Buffers;
using System.Text;
using System.Text.Json;

namespace HybridAi.Simulator.Http;

/// <summary>Writes named server-sent events with a JSON object each, into a buffer.</summary>
internal static class EventWriter
{
    /// <summary>Writes <c>event: NAME</c> and opens the object of <c>data:</c>.</summary>
    public static Utf8JsonWriter Begin(JsonBuffer buffer, string name)
    {
        BeginRaw(buffer, name);
        buffer.Json.WriteStartObject();
        buffer.Json.WriteString("type"u8, name);
        return buffer.Json;
    }

    /// <summary>Writes <c>event: NAME</c>; the data follows, whatever it is.</summary>
    public static void BeginRaw(JsonBuffer buffer, string name)
    {
        buffer.Bytes.Write("event: "u8);
        Encoding.UTF8.GetBytes(name, buffer.Bytes);
        buffer.Bytes.Write("\ndata: "u8);
    }

    /// <summary>Closes the object and the event.</summary>
    public static void End(JsonBuffer buffer)
    {
        buffer.Json.WriteEndObject();
        EndRaw(buffer);
    }

    /// <summary>Ends the event.</summary>
    public static void EndRaw(JsonBuffer buffer)
    {
        buffer.Json.Flush();
        buffer.Json.Reset();
        buffer.Bytes.Write("\n\n"u8);
    }
}
