using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Dialects.Messages;

/// <summary>Begins a block that is Anthropic's own as Anthropic does: the input of a server tool's call as a delta, all else at once.</summary>
internal static class MessagesOpaque
{
    public static void Write(MessagesStreamWriter writer, int index, ChatPart.Opaque opaque)
    {
        using var document = JsonDocument.Parse(opaque.Json.Utf8, new JsonDocumentOptions { MaxDepth = BodyScan.MaxDepth });
        var block = document.RootElement;
        var input = block.TryGetProperty("input", out var found) && found.ValueKind == JsonValueKind.Object ? found : (JsonElement?)null;
        var json = writer.Begin("content_block_start"u8);
        json.WriteNumber("index"u8, index);
        json.WriteStartObject("content_block"u8);
        foreach (var field in block.EnumerateObject())
        {
            if (input is null || !field.NameEquals("input"))
                field.WriteTo(json);
        }

        if (input is not null)
        {
            json.WriteStartObject("input"u8);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        writer.End();
        if (input is not { } given || !given.EnumerateObject().Any())
            return;
        json = writer.Begin("content_block_delta"u8);
        json.WriteNumber("index"u8, index);
        json.WriteStartObject("delta"u8);
        json.WriteString("type"u8, "input_json_delta"u8);
        json.WriteString("partial_json"u8, given.GetRawText());
        json.WriteEndObject();
        writer.End();
    }
}
