using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Gemini.Requests;

namespace HybridAi.Simulator.Gemini.Answers;

/// <summary>Writes <c>usageMetadata</c>: candidates without thoughts, the total with them, the prompt by what it is made of.</summary>
internal static class GenerateUsage
{
    public static void Write(Utf8JsonWriter json, GenerateRequest request, ChatAnswer answer, int reasoning, int visible)
    {
        json.WriteStartObject("usageMetadata"u8);
        json.WriteNumber("promptTokenCount"u8, answer.PromptTokens);
        if (answer.CachedTokens > 0)
            json.WriteNumber("cachedContentTokenCount"u8, answer.CachedTokens);
        if (visible > 0)
            json.WriteNumber("candidatesTokenCount"u8, visible);
        if (reasoning > 0)
            json.WriteNumber("thoughtsTokenCount"u8, reasoning);
        json.WriteNumber("totalTokenCount"u8, answer.PromptTokens + reasoning + visible);
        json.WriteStartArray("promptTokensDetails"u8);
        WriteModalities(json, answer.PromptTokens - request.Modalities.Sum, request.Modalities);
        json.WriteEndArray();
        if (answer.CachedTokens > 0)
        {
            json.WriteStartArray("cacheTokensDetails"u8);
            WriteModality(json, "TEXT"u8, answer.CachedTokens);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    public static void WriteModalities(Utf8JsonWriter json, int text, PromptModalities others)
    {
        WriteModality(json, "TEXT"u8, text);
        WriteModality(json, "IMAGE"u8, others.Image);
        WriteModality(json, "VIDEO"u8, others.Video);
        WriteModality(json, "AUDIO"u8, others.Audio);
        WriteModality(json, "DOCUMENT"u8, others.Document);
    }

    private static void WriteModality(Utf8JsonWriter json, ReadOnlySpan<byte> modality, int tokens)
    {
        if (tokens == 0)
            return;
        json.WriteStartObject();
        json.WriteString("modality"u8, modality);
        json.WriteNumber("tokenCount"u8, tokens);
        json.WriteEndObject();
    }
}
