using System.Buffers;
using System.Text.Json;
using HybridAi.Gateway.Errors;

namespace HybridAi.Gateway.Dialects.Messages;

/// <summary>Writes server-sent events whose name is also the type that their JSON begins with.</summary>
internal sealed class MessagesStreamWriter(IBufferWriter<byte> first)
{
    private readonly Utf8JsonWriter _json = new(first, ErrorWriter.Readable);
    private IBufferWriter<byte> _output = first;

    /// <summary>Where the next events go.</summary>
    public void Target(IBufferWriter<byte> output) => _output = output;

    /// <summary>Begins an event; what is written next are further fields of its object.</summary>
    public Utf8JsonWriter Begin(ReadOnlySpan<byte> type)
    {
        _output.Write("event: "u8);
        _output.Write(type);
        _output.Write("\ndata: "u8);
        _json.Reset(_output);
        _json.WriteStartObject();
        _json.WriteString("type"u8, type);
        return _json;
    }

    /// <summary>Ends the event.</summary>
    public void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _output.Write("\n\n"u8);
    }
}
