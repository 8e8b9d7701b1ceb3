using System.Buffers;
using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.OpenAi;

/// <summary>
/// OpenRouter's <c>reasoning_details</c>: <c>reasoning.text</c>, <c>reasoning.summary</c> and <c>reasoning.encrypted</c>. What proves an item
/// (its signature or ciphertext, with format, id and index) is the seal of the part that it becomes: the item without its text, as JSON,
/// so that it goes back as it came whatever dialect carried it meanwhile.
/// </summary>
internal static class OpenAiReasoningDetails
{
    public static void Write(Utf8JsonWriter json, List<ChatPart.Reasoning> reasoning)
    {
        json.WriteStartArray("reasoning_details");
        foreach (var part in reasoning)
            Write(json, part);
        json.WriteEndArray();
    }

    /// <summary>An item without its texts.</summary>
    public static Verbatim SealOf(JsonElement item)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, OpenAiChatJson.Options))
        {
            json.WriteStartObject();
            WriteMembers(json, item);
            json.WriteEndObject();
        }

        return new Verbatim(buffer.WrittenMemory);
    }

    private static void Write(Utf8JsonWriter json, ChatPart.Reasoning part)
    {
        using var seal = part.Seal is { } proof ? TryParse(proof.Data) : null;
        var type = seal?.RootElement.TryGetProperty("type", out var word) == true ? word.GetString() : null;
        for (var i = 0; i < part.Texts.Count; i++)
        {
            // A signature stands in the item of its text, a ciphertext in one of its own.
            var isSigned = i == part.Texts.Count - 1 && (type == "reasoning.text" || (part.Seal is not null && seal is null));
            json.WriteStartObject();
            json.WriteString("type", part.Texts[i].Kind == ReasoningKind.Summary ? "reasoning.summary" : "reasoning.text");
            json.WriteString(part.Texts[i].Kind == ReasoningKind.Summary ? "summary" : "text", part.Texts[i].Text);
            if (isSigned && seal is not null)
                WriteMembers(json, seal.RootElement, withType: false);
            else if (isSigned)
                json.WriteText("signature", part.Seal!.Data);
            json.WriteEndObject();
        }

        if (part.Seal is null || (part.Texts.Count > 0 && (type == "reasoning.text" || seal is null)))
            return;
        json.WriteStartObject();
        if (seal is not null)
            WriteMembers(json, seal.RootElement);
        else
        {
            json.WriteString("type", "reasoning.encrypted");
            json.WriteText("data", part.Seal.Data);
        }

        json.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter json, JsonElement item, bool withType = true)
    {
        foreach (var member in item.EnumerateObject())
        {
            if (!member.NameEquals("text"u8) && !member.NameEquals("summary"u8) && (withType || !member.NameEquals("type"u8)))
                member.WriteTo(json);
        }
    }

    // A seal that came from elsewhere is a bare signature or ciphertext.
    private static JsonDocument? TryParse(Verbatim data)
    {
        if (!data.Utf8.Span.StartsWith("{"u8))
            return null;
        try
        {
            var document = JsonDocument.Parse(data.Utf8);
            if (document.RootElement.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.GetString() is not null)
            {
                // What cannot be written again is found out before the body is half written.
                SealOf(document.RootElement);
                return document;
            }

            document.Dispose();
            return null;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}
