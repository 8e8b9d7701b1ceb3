using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Gateway.Dialects.Responses;

/// <summary>Writes output items as JSON (OpenAI OpenAPI file, <c>OutputItem</c>).</summary>
internal static class ItemWriter
{
    /// <summary>Writes a whole item.</summary>
    /// <param name="json">Gets it.</param>
    /// <param name="item">The item.</param>
    /// <param name="status">Its status.</param>
    /// <param name="summarized">Whether reasoning is told as a summary.</param>
    /// <param name="seals">Whether reasoning is told with its seal.</param>
    public static void Write(Utf8JsonWriter json, OpenItem item, ReadOnlySpan<byte> status, bool summarized, bool seals)
    {
        switch (item.Kind)
        {
            case ItemKind.Message:
                WriteMessage(json, item, status);
                break;
            case ItemKind.Reasoning:
                WriteReasoning(json, item.Id, (ChatPart.Reasoning)item.Parts[0], summarized, seals);
                break;
            case ItemKind.FunctionCall or ItemKind.CustomCall:
                var call = (ChatPart.ToolCall)item.Parts[0];
                WriteCall(json, item, call, call.Input, status);
                break;
            case ItemKind.Image:
                WriteImage(json, item, status);
                break;
            case ItemKind.Hosted:
                EventWriter.WriteRaw(json, ((ChatPart.Opaque)item.Parts[0]).Json);
                break;
        }
    }

    /// <summary>Writes an item as it begins, without its content.</summary>
    public static void WriteOpening(Utf8JsonWriter json, OpenItem item, ChatPart opening)
    {
        switch (item.Kind)
        {
            case ItemKind.Message:
                WriteMessage(json, item, "in_progress"u8);
                break;
            case ItemKind.Reasoning:
                WriteReasoning(json, item.Id, new ChatPart.Reasoning([]), summarized: true, seals: false);
                break;
            case ItemKind.FunctionCall or ItemKind.CustomCall:
                WriteCall(json, item, (ChatPart.ToolCall)opening, default, "in_progress"u8);
                break;
            case ItemKind.Image:
                WriteImage(json, item, "in_progress"u8);
                break;
            case ItemKind.Hosted:
                EventWriter.WriteRaw(json, ((ChatPart.Opaque)opening).Json);
                break;
        }
    }

    /// <summary>Writes a part of a message.</summary>
    public static void WritePart(Utf8JsonWriter json, ChatPart part)
    {
        json.WriteStartObject();
        switch (part)
        {
            case ChatPart.Text text:
                json.WriteString("type"u8, "output_text"u8);
                AnnotationWriter.WriteAll(json, text.Citations);
                json.WritePropertyName("logprobs"u8);
                LogprobWriter.Write(json, text.Logprobs);
                json.WriteString("text"u8, text.Value);
                break;
            case ChatPart.Refusal refusal:
                json.WriteString("type"u8, "refusal"u8);
                json.WriteString("refusal"u8, refusal.Value);
                break;
        }

        json.WriteEndObject();
    }

    /// <summary>Writes a piece of reasoning.</summary>
    public static void WriteReasoningText(Utf8JsonWriter json, bool summary, string text)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, summary ? "summary_text"u8 : "reasoning_text"u8);
        json.WriteString("text"u8, text);
        json.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter json, OpenItem item, ReadOnlySpan<byte> status)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, item.Id);
        json.WriteString("type"u8, "message"u8);
        json.WriteString("status"u8, status);
        json.WriteStartArray("content"u8);
        foreach (var part in item.Parts)
            WritePart(json, part);
        json.WriteEndArray();
        json.WriteString("role"u8, "assistant"u8);
        json.WriteEndObject();
    }

    private static void WriteReasoning(Utf8JsonWriter json, string id, ChatPart.Reasoning reasoning, bool summarized, bool seals)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("type"u8, "reasoning"u8);
        json.WriteStartArray("summary"u8);
        foreach (var text in reasoning.Texts)
        {
            if (summarized || text.Kind == ReasoningKind.Summary)
                WriteReasoningText(json, summary: true, text.Text);
        }

        json.WriteEndArray();
        if (!summarized && reasoning.Texts.Any(text => text.Kind != ReasoningKind.Summary))
        {
            json.WriteStartArray("content"u8);
            foreach (var text in reasoning.Texts)
            {
                if (text.Kind != ReasoningKind.Summary)
                    WriteReasoningText(json, summary: false, text.Text);
            }

            json.WriteEndArray();
        }

        var ofWords = reasoning.Texts.Count > 0;
        if (seals)
            json.WriteString("encrypted_content"u8, reasoning.Seal is { } seal ? Seals.ToText(seal, ofWords) : Seals.Unsealed(ofWords));
        json.WriteEndObject();
    }

    private static void WriteCall(Utf8JsonWriter json, OpenItem item, ChatPart.ToolCall call, Verbatim input, ReadOnlySpan<byte> status)
    {
        var isCustom = item.Kind == ItemKind.CustomCall;
        json.WriteStartObject();
        json.WriteString("id"u8, item.Id);
        json.WriteString("type"u8, isCustom ? "custom_tool_call"u8 : "function_call"u8);
        json.WriteString("status"u8, status);
        EventWriter.WriteText(json, isCustom ? "input"u8 : "arguments"u8, input);
        json.WriteString("call_id"u8, Seals.ToId(call.Id, call.Seal));
        json.WriteString("name"u8, call.Name);
        json.WriteEndObject();
    }

    private static void WriteImage(Utf8JsonWriter json, OpenItem item, ReadOnlySpan<byte> status)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, item.Id);
        json.WriteString("type"u8, "image_generation_call"u8);
        json.WriteString("status"u8, status);
        if (item.Parts is [ChatPart.Media { Source: MediaSource.Base64 image }])
            EventWriter.WriteText(json, "result"u8, image.Data);
        else
            json.WriteNull("result"u8);
        json.WriteEndObject();
    }
}
