using System.Text.Json;
using HybridAi.Simulator.Answers;

namespace HybridAi.Simulator.Anthropic.Messages;

/// <summary>Writes messages, whole or as they begin in a stream.</summary>
internal static class MessageWriter
{
    /// <summary>The whole message.</summary>
    public static void Write(Utf8JsonWriter json, MessageAnswer message, bool withUsage)
    {
        json.WriteStartObject();
        WriteHead(json, message);
        json.WriteStartArray("content"u8);
        foreach (var block in message.Blocks)
            WriteBlock(json, block, whole: true);
        json.WriteEndArray();
        WriteStop(json, message);
        if (withUsage)
        {
            json.WritePropertyName("usage"u8);
            WriteUsage(json, message, message.Answer.ReasoningTokens, message.Answer.VisibleTokens);
        }

        WriteDiagnostics(json, message);
        json.WriteEndObject();
    }

    /// <summary>The message as a stream begins with it: no content yet, and no end.</summary>
    public static void WriteStart(Utf8JsonWriter json, MessageAnswer message, bool withUsage)
    {
        json.WriteStartObject();
        WriteHead(json, message);
        json.WriteStartArray("content"u8);
        json.WriteEndArray();
        json.WriteNull("stop_reason"u8);
        json.WriteNull("stop_sequence"u8);
        json.WriteNull("stop_details"u8);
        json.WriteNull("container"u8);
        if (withUsage)
        {
            json.WritePropertyName("usage"u8);
            WriteUsage(json, message, 0, Math.Min(1, message.Answer.VisibleTokens), started: true);
        }

        WriteDiagnostics(json, message);
        json.WriteEndObject();
    }

    /// <summary>A content block, whole or as it begins.</summary>
    public static void WriteBlock(Utf8JsonWriter json, AnswerBlock block, bool whole)
    {
        json.WriteStartObject();
        switch (block.Kind)
        {
            case BlockKind.Thinking:
                json.WriteString("type"u8, "thinking"u8);
                json.WriteString("thinking"u8, whole ? block.Text : "");
                json.WriteString("signature"u8, whole ? block.Seal : "");
                break;
            case BlockKind.RedactedThinking:
                json.WriteString("type"u8, "redacted_thinking"u8);
                json.WriteString("data"u8, block.Seal);
                break;
            case BlockKind.Text:
                json.WriteString("type"u8, "text"u8);
                json.WriteString("text"u8, whole ? block.Text : "");
                WriteCitations(json, block, whole);
                break;
            default:
                json.WriteString("type"u8, "tool_use"u8);
                json.WriteString("id"u8, block.Call!.Id);
                json.WriteString("name"u8, block.Call.Name);
                json.WritePropertyName("input"u8);
                json.WriteRawValue(whole ? block.Text : "{}");
                json.WriteStartObject("caller"u8);
                json.WriteString("type"u8, "direct"u8);
                json.WriteEndObject();
                break;
        }

        json.WriteEndObject();
    }

    public static void WriteCitation(Utf8JsonWriter json, Requests.CitableDocument document)
    {
        var cited = TextComposer.Cut(document.Text, 80);
        json.WriteStartObject();
        json.WriteString("type"u8, "char_location"u8);
        json.WriteString("cited_text"u8, cited);
        json.WriteNumber("document_index"u8, document.Index);
        json.WriteString("document_title"u8, document.Title);
        json.WriteNumber("start_char_index"u8, 0);
        json.WriteNumber("end_char_index"u8, cited.Length);
        json.WriteNull("file_id"u8);
        json.WriteEndObject();
    }

    /// <summary>Why it ended.</summary>
    public static void WriteStop(Utf8JsonWriter json, MessageAnswer message)
    {
        json.WriteString("stop_reason"u8, message.StopReason);
        json.WriteString("stop_sequence"u8, message.StopSequence);
        if (message.StopReason == "refusal")
        {
            json.WriteStartObject("stop_details"u8);
            json.WriteString("type"u8, "refusal"u8);
            json.WriteString("category"u8, "general_harms"u8);
            json.WriteString("explanation"u8, "The answer would have done harm."u8);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("stop_details"u8);
        }

        json.WriteNull("container"u8);
    }

    /// <summary>The totals that a stream tells at its end.</summary>
    public static void WriteFinalUsage(Utf8JsonWriter json, MessageAnswer message, int reasoning, int visible)
    {
        json.WriteStartObject();
        WriteInput(json, message);
        WriteOutput(json, message, reasoning, visible, started: false);
        json.WriteNull("server_tool_use"u8);
        json.WriteEndObject();
    }

    private static void WriteHead(Utf8JsonWriter json, MessageAnswer message)
    {
        json.WriteString("model"u8, message.Answer.Model);
        json.WriteString("id"u8, message.Answer.Id);
        json.WriteString("type"u8, "message"u8);
        json.WriteString("role"u8, "assistant"u8);
    }

    private static void WriteUsage(Utf8JsonWriter json, MessageAnswer message, int reasoning, int visible, bool started = false)
    {
        json.WriteStartObject();
        WriteInput(json, message);
        json.WriteStartObject("cache_creation"u8);
        json.WriteNumber("ephemeral_5m_input_tokens"u8, message.Cache.Written);
        json.WriteNumber("ephemeral_1h_input_tokens"u8, message.Cache.WrittenForHour);
        json.WriteEndObject();
        WriteOutput(json, message, reasoning, visible, started);
        json.WriteNull("server_tool_use"u8);
        json.WriteString("service_tier"u8, "standard"u8);
        json.WriteString("speed"u8, message.Request.Speed);
        json.WriteString("inference_geo"u8, message.Request.Geography ?? "global");
        json.WriteEndObject();
    }

    private static void WriteInput(Utf8JsonWriter json, MessageAnswer message)
    {
        var (read, five, hour) = message.Cache;
        json.WriteNumber("input_tokens"u8, message.Answer.PromptTokens - read - five - hour);
        json.WriteNumber("cache_creation_input_tokens"u8, five + hour);
        json.WriteNumber("cache_read_input_tokens"u8, read);
    }

    private static void WriteOutput(Utf8JsonWriter json, MessageAnswer message, int reasoning, int visible, bool started)
    {
        json.WriteNumber("output_tokens"u8, reasoning + visible);
        if (started || message.Answer.ReasoningTokens == 0)
        {
            json.WriteNull("output_tokens_details"u8);
            return;
        }

        json.WriteStartObject("output_tokens_details"u8);
        json.WriteNumber("thinking_tokens"u8, reasoning);
        json.WriteEndObject();
    }

    private static void WriteCitations(Utf8JsonWriter json, AnswerBlock block, bool whole)
    {
        if (block.Cites is not { } document)
            return;
        json.WriteStartArray("citations"u8);
        if (whole)
            WriteCitation(json, document);
        json.WriteEndArray();
    }

    private static void WriteDiagnostics(Utf8JsonWriter json, MessageAnswer message)
    {
        if (!message.Request.Diagnostics)
            return;
        json.WriteStartObject("diagnostics"u8);
        json.WriteNull("cache_miss_reason"u8);
        json.WriteEndObject();
    }
}
