using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HybridAi.Simulator.OpenAi.Responses;

/// <summary>Input items as they are kept and listed: each with an id, a type and its content in parts.</summary>
internal static class ItemShape
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static JsonElement UserMessage(string text) => Make(json =>
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "message"u8);
        json.WriteString("role"u8, "user"u8);
        json.WriteString("content"u8, text);
        json.WriteEndObject();
    });

    /// <summary>A copy that outlives the request, with an id if there was none.</summary>
    public static JsonElement Normalize(JsonElement item, Func<string, string> nextId) => Make(json =>
    {
        var kind = item.TryGetProperty("type", out var type) ? type.GetString()! : "message";
        json.WriteStartObject();
        json.WriteString("id"u8, item.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : nextId(Prefix(kind)));
        json.WriteString("type"u8, kind);
        if (kind == "message" && !item.TryGetProperty("status", out _))
            json.WriteString("status"u8, "completed"u8);
        foreach (var member in item.EnumerateObject())
        {
            if (member.Name is "id" or "type")
                continue;
            if (member.Name == "content" && member.Value.ValueKind == JsonValueKind.String)
                WriteText(json, item, member.Value.GetString()!);
            else
                member.WriteTo(json);
        }

        json.WriteEndObject();
    });

    public static JsonElement Make(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Relaxed))
            write(json);
        using var document = JsonDocument.Parse(bytes.WrittenMemory, new JsonDocumentOptions { MaxDepth = 256 });
        return document.RootElement.Clone();
    }

    private static void WriteText(Utf8JsonWriter json, JsonElement item, string text)
    {
        var assistant = item.TryGetProperty("role", out var role) && role.ValueEquals("assistant"u8);
        json.WriteStartArray("content"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, assistant ? "output_text"u8 : "input_text"u8);
        json.WriteString("text"u8, text);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static string Prefix(string kind) => kind switch
    {
        "message" => "msg_",
        "function_call" => "fc_",
        "function_call_output" => "fco_",
        "custom_tool_call" => "ctc_",
        "custom_tool_call_output" => "ctco_",
        "reasoning" => "rs_",
        _ => "item_",
    };
}
