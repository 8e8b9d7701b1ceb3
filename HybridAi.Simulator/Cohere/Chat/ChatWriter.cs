using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Cohere.Chat;

/// <summary>Writes an answer in one piece, and the parts that both forms share.</summary>
internal static class ChatWriter
{
    public static void Write(Utf8JsonWriter json, CohereAnswer answer, bool withUsage)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, answer.Chat.Id);
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        WriteMessage(json, answer);
        json.WriteEndObject();
        json.WriteString("finish_reason"u8, answer.FinishReason);
        if (answer.Request.Chat.Logprobs && answer.Choice.Content is { Length: > 0 } text)
        {
            json.WriteStartArray("logprobs"u8);
            WriteLogprobs(json, text);
            json.WriteEndArray();
        }

        if (withUsage)
            WriteUsage(json, answer, answer.Chat.CompletionTokens);
        json.WriteEndObject();
    }

    public static void WriteUsage(Utf8JsonWriter json, CohereAnswer answer, int made)
    {
        json.WriteStartObject("usage"u8);
        json.WriteStartObject("billed_units"u8);
        json.WriteNumber("input_tokens"u8, answer.Chat.PromptTokens);
        json.WriteNumber("output_tokens"u8, made);
        json.WriteEndObject();
        json.WriteStartObject("tokens"u8);
        json.WriteNumber("input_tokens"u8, answer.InputTokens);
        json.WriteNumber("output_tokens"u8, answer.OutputTokens(made));
        json.WriteEndObject();
        json.WriteNumber("cached_tokens"u8, answer.Chat.CachedTokens);
        json.WriteEndObject();
    }

    public static void WriteCitation(Utf8JsonWriter json, CohereAnswer answer, Citation citation)
    {
        json.WriteStartObject();
        json.WriteNumber("start"u8, citation.Start);
        json.WriteNumber("end"u8, citation.End);
        json.WriteString("text"u8, answer.Choice.Content.AsSpan()[citation.Start..citation.End]);
        json.WriteStartArray("sources"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, citation.Source.Type);
        json.WriteString("id"u8, citation.Source.Id);
        json.WritePropertyName(citation.Source.Type == "tool" ? "tool_output"u8 : "document"u8);
        json.WriteRawValue(citation.Source.Json, skipInputValidation: true);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteNumber("content_index"u8, answer.Choice.Reasoning.Length > 0 ? 1 : 0);
        json.WriteString("type"u8, "TEXT_CONTENT"u8);
        json.WriteEndObject();
    }

    public static void WriteCall(Utf8JsonWriter json, ToolCallAnswer call, string arguments)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, call.Id);
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, call.Name);
        json.WriteString("arguments"u8, arguments);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The log probabilities of a text's tokens.</summary>
    public static void WriteLogprobs(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("text"u8, text);
        json.WriteStartArray("token_ids"u8);
        Each(text, hash => json.WriteNumberValue((int)(hash % 255_000)));
        json.WriteEndArray();
        json.WriteStartArray("logprobs"u8);
        Each(text, hash => json.WriteNumberValue(Math.Round(-0.5 * new Randomness(hash).NextUnit(), 6)));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Each(string text, Action<ulong> write)
    {
        for (var at = 0; at < text.Length;)
        {
            var length = Tokenizer.PieceLength(text.AsSpan(at));
            var meter = new PromptMeter(3);
            meter.AddHash(text.AsSpan(at, length));
            write(meter.Hash);
            at += length;
        }
    }

    private static void WriteMessage(Utf8JsonWriter json, CohereAnswer answer)
    {
        var choice = answer.Choice;
        var text = answer.Plan.Length == 0 && choice.ToolCalls.Count == 0 ? choice.Content : null;
        if (answer.Plan.Length > 0)
            json.WriteString("tool_plan"u8, answer.Plan);
        if (choice.Reasoning.Length > 0 || text is not null)
        {
            json.WriteStartArray("content"u8);
            WriteContent(json, "thinking", choice.Reasoning.Length > 0 ? choice.Reasoning : null);
            WriteContent(json, "text", text);
            json.WriteEndArray();
        }

        if (choice.ToolCalls.Count > 0)
        {
            json.WriteStartArray("tool_calls"u8);
            foreach (var call in choice.ToolCalls)
                WriteCall(json, call, call.Arguments);
            json.WriteEndArray();
        }

        if (answer.Citations.Count == 0)
            return;
        json.WriteStartArray("citations"u8);
        foreach (var citation in answer.Citations)
            WriteCitation(json, answer, citation);
        json.WriteEndArray();
    }

    private static void WriteContent(Utf8JsonWriter json, string kind, string? text)
    {
        if (text is null)
            return;
        json.WriteStartObject();
        json.WriteString("type"u8, kind);
        json.WriteString(kind, text);
        json.WriteEndObject();
    }
}
