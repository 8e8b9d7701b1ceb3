using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi.Chat;

/// <summary>Writes the message of a choice.</summary>
internal static class MessageWriter
{
    public static void Write(Utf8JsonWriter json, ProviderProfile profile, ChatRequest request, ChoiceAnswer choice, string audioId)
    {
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        WriteContent(json, profile, request, choice);
        var reasoned = choice.Reasoning.Length > 0;
        foreach (var name in profile.NullMessageFields)
        {
            if (!(name == "reasoning" && reasoned) && !(name == "tool_calls" && choice.ToolCalls.Count > 0))
                json.WriteNull(name);
        }

        if (reasoned && profile.Reasoning is ReasoningStyle.Field or ReasoningStyle.FieldAndDetails)
            json.WriteString(profile.ReasoningField, choice.Reasoning);
        if (reasoned && profile.Reasoning == ReasoningStyle.FieldAndDetails)
            WriteReasoningDetails(json, choice.Reasoning);
        if (profile.WritesEmptyAnnotations)
        {
            json.WriteStartArray("annotations"u8);
            json.WriteEndArray();
        }

        if (request.AudioFormat is { } format && choice.Content is { } transcript)
            SoundWriter.Write(json, audioId, transcript, choice.VisibleTokens, format);
        if (choice.ToolCalls.Count > 0)
            WriteCalls(json, choice.ToolCalls, request.LegacyFunctions);
        json.WriteEndObject();
    }

    public static void WriteReasoningDetails(Utf8JsonWriter json, string text)
    {
        json.WriteStartArray("reasoning_details"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, "reasoning.text"u8);
        json.WriteString("text"u8, text);
        json.WriteString("format"u8, "unknown"u8);
        json.WriteNumber("index"u8, 0);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    public static void WriteThinkingPart(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "thinking"u8);
        json.WriteStartArray("thinking"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, "text"u8);
        json.WriteString("text"u8, text);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter json, ProviderProfile profile, ChatRequest request, ChoiceAnswer choice)
    {
        if (choice.Reasoning.Length > 0 && profile.Reasoning == ReasoningStyle.ThinkingPart)
        {
            json.WriteStartArray("content"u8);
            WriteThinkingPart(json, choice.Reasoning);
            if (choice.Content is not null)
            {
                json.WriteStartObject();
                json.WriteString("type"u8, "text"u8);
                json.WriteString("text"u8, choice.Content);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
        else if (request.AudioFormat is not null)
        {
            json.WriteNull("content"u8);
        }
        else if (choice.Content is null && profile.EmptyContentWithCalls)
        {
            json.WriteString("content"u8, ""u8);
        }
        else
        {
            json.WriteString("content"u8, choice.Content);
        }
    }

    private static void WriteCalls(Utf8JsonWriter json, IReadOnlyList<ToolCallAnswer> calls, bool legacy)
    {
        if (legacy)
        {
            json.WriteStartObject("function_call"u8);
            json.WriteString("name"u8, calls[0].Name);
            json.WriteString("arguments"u8, calls[0].Arguments);
            json.WriteEndObject();
            return;
        }

        json.WriteStartArray("tool_calls"u8);
        foreach (var call in calls)
        {
            json.WriteStartObject();
            WriteCall(json, call, call.Arguments);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The members of a call, with so much of its arguments.</summary>
    public static void WriteCall(Utf8JsonWriter json, ToolCallAnswer call, string arguments)
    {
        json.WriteString("id"u8, call.Id);
        json.WriteString("type"u8, call.Custom ? "custom"u8 : "function"u8);
        json.WriteStartObject(call.Custom ? "custom"u8 : "function"u8);
        json.WriteString("name"u8, call.Name);
        json.WriteString(call.Custom ? "input"u8 : "arguments"u8, arguments);
        json.WriteEndObject();
        if (call.ThoughtSignature is not { } signature)
            return;
        json.WriteStartObject("extra_content"u8);
        json.WriteStartObject("google"u8);
        json.WriteString("thought_signature"u8, signature);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
