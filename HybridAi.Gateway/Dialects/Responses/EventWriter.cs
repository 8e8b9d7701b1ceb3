using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Errors;

namespace HybridAi.Gateway.Dialects.Responses;

/// <summary>Writes a stream's events, each numbered, with their names before them.</summary>
/// <param name="silent">Whether nothing is written, because only the whole answer is wanted.</param>
internal sealed class EventWriter(bool silent)
{
    private readonly Utf8JsonWriter _json = new(new ArrayBufferWriter<byte>(1), ErrorWriter.Readable with { SkipValidation = true });
    private IBufferWriter<byte> _output = new ArrayBufferWriter<byte>(1);

    /// <summary>The number of the next event.</summary>
    public int Sequence { get; private set; }

    /// <summary>Where events go from now on.</summary>
    public void WriteTo(IBufferWriter<byte> output) => _output = output;

    /// <summary>Begins an event.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="json">Takes its members.</param>
    /// <returns>Whether it is written at all; else it must not be ended.</returns>
    public bool Begin(ReadOnlySpan<byte> type, out Utf8JsonWriter json)
    {
        json = _json;
        if (silent)
            return false;
        _output.Write("event: "u8);
        _output.Write(type);
        _output.Write("\ndata: "u8);
        _json.Reset(_output);
        _json.WriteStartObject();
        _json.WriteString("type"u8, type);
        _json.WriteNumber("sequence_number"u8, Sequence++);
        return true;
    }

    /// <summary>Ends the event.</summary>
    public void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _output.Write("\n\n"u8);
    }

    /// <summary>Writes which item of the output the event is about, and which entry of it.</summary>
    public void WritePlace(OpenItem item, ReadOnlySpan<byte> entry = default, int index = 0)
    {
        _json.WriteString("item_id"u8, item.Id);
        _json.WriteNumber("output_index"u8, item.Index);
        if (!entry.IsEmpty)
            _json.WriteNumber(entry, index);
    }

    /// <summary>Writes that an item begins.</summary>
    public void WriteAdded(OpenItem item, ChatPart opening)
    {
        if (!Begin("response.output_item.added"u8, out var json))
            return;
        json.WriteNumber("output_index"u8, item.Index);
        json.WritePropertyName("item"u8);
        ItemWriter.WriteOpening(json, item, opening);
        End();
    }

    /// <summary>Writes that an item is done.</summary>
    public void WriteDone(OpenItem item, ReadOnlySpan<byte> whole)
    {
        if (!Begin("response.output_item.done"u8, out var json))
            return;
        json.WriteNumber("output_index"u8, item.Index);
        json.WritePropertyName("item"u8);
        json.WriteRawValue(whole, skipInputValidation: true);
        End();
    }

    /// <summary>Writes raw JSON on one line: a line's end would end the event's data.</summary>
    public static void WriteRaw(Utf8JsonWriter json, Verbatim raw)
    {
        var span = raw.Utf8.Span;
        if (span.IsEmpty)
        {
            json.WriteNullValue();
        }
        else if (span.IndexOfAny("\r\n"u8) < 0)
        {
            json.WriteRawValue(span, skipInputValidation: true);
        }
        else
        {
            var line = span.ToArray();
            // Between JSON's tokens a line's end is a blank like others; within texts it is always escaped.
            line.AsSpan().Replace((byte)'\r', (byte)' ');
            line.AsSpan().Replace((byte)'\n', (byte)' ');
            json.WriteRawValue(line, skipInputValidation: true);
        }
    }

    /// <summary>Writes a text that may be broken UTF-8.</summary>
    public static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, Verbatim text)
    {
        if (Utf8.IsValid(text.Utf8.Span))
            json.WriteString(name, text.Utf8.Span);
        else
            json.WriteString(name, text.Decode());
    }
}
