using System.Text.Json;
using HybridAi.Simulator.OpenAi.Chat;

namespace HybridAi.Simulator.OpenAi.Responses;

/// <summary>Writes output items, whole or as they begin in a stream.</summary>
internal static class ItemWriter
{
    public static void Write(Utf8JsonWriter json, ResponseRequest request, OutputItem item, bool whole)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, item.Id);
        switch (item.Kind)
        {
            case OutputKind.Reasoning:
                WriteReasoning(json, request, item, whole);
                break;
            case OutputKind.Call:
                WriteCall(json, item, whole);
                break;
            default:
                json.WriteString("type"u8, "message"u8);
                WriteStatus(json, item, whole);
                json.WriteString("role"u8, "assistant"u8);
                json.WriteStartArray("content"u8);
                if (whole)
                    WritePart(json, request, item, whole: true);
                json.WriteEndArray();
                break;
        }

        json.WriteEndObject();
    }

    /// <summary>The one part of a message, or of reasoning that is shown.</summary>
    public static void WritePart(Utf8JsonWriter json, ResponseRequest request, OutputItem item, bool whole)
    {
        json.WriteStartObject();
        if (item.Kind == OutputKind.Refusal)
        {
            json.WriteString("type"u8, "refusal"u8);
            json.WriteString("refusal"u8, whole ? item.Text : "");
        }
        else if (item.Kind == OutputKind.Reasoning)
        {
            json.WriteString("type"u8, "reasoning_text"u8);
            json.WriteString("text"u8, whole ? item.Text : "");
        }
        else
        {
            json.WriteString("type"u8, "output_text"u8);
            json.WriteStartArray("annotations"u8);
            json.WriteEndArray();
            WriteLogprobs(json, request, whole ? item.Text : "");
            json.WriteString("text"u8, whole ? item.Text : "");
        }

        json.WriteEndObject();
    }

    public static void WriteLogprobs(Utf8JsonWriter json, ResponseRequest request, string text)
    {
        json.WriteStartArray("logprobs"u8);
        if (request.Chat.Logprobs)
            LogprobWriter.WriteTokens(json, text, request.Chat.TopLogprobs);
        json.WriteEndArray();
    }

    public static void WriteSummaryPart(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "summary_text"u8);
        json.WriteString("text"u8, text);
        json.WriteEndObject();
    }

    private static void WriteReasoning(Utf8JsonWriter json, ResponseRequest request, OutputItem item, bool whole)
    {
        json.WriteString("type"u8, "reasoning"u8);
        if (request.ReasoningFormat is { } format)
            json.WriteString("format"u8, format);
        if (whole && item.Encrypted is { } encrypted)
            json.WriteString("encrypted_content"u8, encrypted);
        json.WriteStartArray("summary"u8);
        if (whole)
        {
            foreach (var part in item.Summary)
                WriteSummaryPart(json, part);
        }

        json.WriteEndArray();
        if (item.Text.Length == 0)
            return;
        json.WriteStartArray("content"u8);
        if (whole)
            WritePart(json, request, item, whole: true);

        json.WriteEndArray();
    }

    private static void WriteCall(Utf8JsonWriter json, OutputItem item, bool whole)
    {
        var call = item.Call!;
        json.WriteString("type"u8, call.Custom ? "custom_tool_call"u8 : "function_call"u8);
        WriteStatus(json, item, whole);
        json.WriteString(call.Custom ? "input"u8 : "arguments"u8, whole ? item.Text : "");
        json.WriteString("call_id"u8, call.Id);
        json.WriteString("name"u8, call.Name);
    }

    private static void WriteStatus(Utf8JsonWriter json, OutputItem item, bool whole) =>
        json.WriteString("status"u8, !whole ? "in_progress"u8 : item.Incomplete ? "incomplete"u8 : "completed"u8);
}
