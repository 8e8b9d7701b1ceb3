using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using HybridAi.Gateway.Dialects.Responses;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Responses;

/// <summary>Puts stored JSON together from raw pieces: what was sent stays byte by byte what it was.</summary>
internal static class StoredItems
{
    // What is stored stands one or two levels deeper than it did in a body.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = BodyScan.MaxDepth + 8 };

    /// <summary>Reads stored JSON.</summary>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json) => JsonDocument.Parse(json, Options);

    /// <summary>The ids that an input refers to.</summary>
    public static HashSet<string> References(BodyScan scan)
    {
        var ids = new HashSet<string>();
        if (!scan.TryFind(BodyField.Input, out var input) || input.Type != JsonTokenType.StartArray || scan.ValueOf(input).IndexOf("item_reference"u8) < 0)
            return ids;
        using var document = Parse(scan.Body[input.ValueStart..input.ValueEnd]);
        foreach (var item in document.RootElement.EnumerateArray())
        {
            if (TextOf(item, "type") == "item_reference" && TextOf(item, "id") is { } id)
                ids.Add(id);
        }

        return ids;
    }

    /// <summary>Writes the items of a request's own input, each with an id and a type, comma between them.</summary>
    /// <returns>How many there are.</returns>
    public static int WriteInput(BodyScan scan, Guid request, History history, IBufferWriter<byte> output)
    {
        if (!scan.TryFind(BodyField.Input, out var input) || input.Type == JsonTokenType.Null)
            return 0;
        using var document = Parse(scan.Body[input.ValueStart..input.ValueEnd]);
        if (document.RootElement.ValueKind == JsonValueKind.String)
        {
            Write(output, $"{{\"id\":\"{ResponseIds.OfInput("msg", request, 0)}\",\"type\":\"message\",\"status\":\"completed\",\"role\":\"user\",\"content\":");
            WriteContent(document.RootElement, "input_text", output);
            output.Write("}"u8);
            return 1;
        }

        var count = 0;
        foreach (var item in document.RootElement.EnumerateArray())
        {
            if (count > 0)
                output.Write(","u8);
            if (TextOf(item, "type") == "item_reference" && history.ById.TryGetValue(TextOf(item, "id") ?? "", out var referred))
                output.Write(referred.Span);
            else
                WriteItem(item, request, count, output);
            count++;
        }

        return count;
    }

    /// <summary>Writes a list's items, comma between them, without the seals of reasoning if they are not wanted.</summary>
    public static void WriteList(IEnumerable<JsonElement> items, bool seals, IBufferWriter<byte> output)
    {
        var first = true;
        foreach (var item in items)
        {
            if (!first)
                output.Write(","u8);
            first = false;
            if (seals || TextOf(item, "type") != "reasoning")
                output.Write(JsonMarshal.GetRawUtf8Value(item));
            else
                WriteMembers(item, member => !member.NameEquals("encrypted_content"u8), output);
        }
    }

    /// <summary>Writes a response, without the seals of reasoning if they are not wanted.</summary>
    public static void WriteResponse(ReadOnlyMemory<byte> response, bool seals, IBufferWriter<byte> output)
    {
        if (seals)
        {
            output.Write(response.Span);
            return;
        }

        using var document = Parse(response);
        var first = true;
        output.Write("{"u8);
        foreach (var member in document.RootElement.EnumerateObject())
        {
            WriteName(member, ref first, output);
            if (member.NameEquals("output"u8))
            {
                output.Write("["u8);
                WriteList(member.Value.EnumerateArray(), seals: false, output);
                output.Write("]"u8);
            }
            else
                output.Write(JsonMarshal.GetRawUtf8Value(member.Value));
        }

        output.Write("}"u8);
    }

    /// <summary>A text member; null if there is none that is one.</summary>
    public static string? TextOf(JsonElement item, string name)
    {
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return null;
        }
    }

    private static void WriteItem(JsonElement item, Guid request, int index, IBufferWriter<byte> output)
    {
        var type = TextOf(item, "type");
        var first = true;
        output.Write("{"u8);
        if (TextOf(item, "id") is null)
        {
            Write(output, $"\"id\":\"{ResponseIds.OfInput(PrefixOf(type), request, index)}\"");
            first = false;
        }

        if (type is null)
        {
            Write(output, first ? "\"type\":\"message\"" : ",\"type\":\"message\"");
            first = false;
        }

        foreach (var member in item.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null && (member.NameEquals("id"u8) || member.NameEquals("type"u8)))
                continue;
            WriteName(member, ref first, output);
            if (type is null or "message" && member.NameEquals("content"u8) && member.Value.ValueKind == JsonValueKind.String)
                WriteContent(member.Value, TextOf(item, "role") == "assistant" ? "output_text" : "input_text", output);
            else
                output.Write(JsonMarshal.GetRawUtf8Value(member.Value));
        }

        output.Write("}"u8);
    }

    private static void WriteMembers(JsonElement item, Func<JsonProperty, bool> isWanted, IBufferWriter<byte> output)
    {
        var first = true;
        output.Write("{"u8);
        foreach (var member in item.EnumerateObject())
        {
            if (!isWanted(member))
                continue;
            WriteName(member, ref first, output);
            output.Write(JsonMarshal.GetRawUtf8Value(member.Value));
        }

        output.Write("}"u8);
    }

    private static void WriteName(JsonProperty member, ref bool first, IBufferWriter<byte> output)
    {
        output.Write(first ? "\""u8 : ",\""u8);
        output.Write(JsonMarshal.GetRawUtf8PropertyName(member));
        output.Write("\":"u8);
        first = false;
    }

    // A content that is a text is a list of one part: what listings of items show.
    private static void WriteContent(JsonElement text, string type, IBufferWriter<byte> output)
    {
        Write(output, $"[{{\"type\":\"{type}\",");
        if (type == "output_text")
            output.Write("\"annotations\":[],"u8);
        output.Write("\"text\":"u8);
        output.Write(JsonMarshal.GetRawUtf8Value(text));
        output.Write("}]"u8);
    }

    private static string PrefixOf(string? type) => type switch
    {
        null or "message" => "msg",
        "function_call" => "fc",
        "function_call_output" => "fco",
        "custom_tool_call" => "ctc",
        "custom_tool_call_output" => "ctco",
        "reasoning" => "rs",
        _ => "item",
    };

    private static void Write(IBufferWriter<byte> output, string ascii) => Encoding.UTF8.GetBytes(ascii, output);
}
