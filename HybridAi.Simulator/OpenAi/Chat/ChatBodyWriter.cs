using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi.Chat;

/// <summary>Writes an answer in one piece.</summary>
internal static class ChatBodyWriter
{
    public static void Write(
        Utf8JsonWriter json, ProviderProfile profile, ChatRequest request, ChatAnswer answer, long nanoDollars, bool withUsage)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, answer.Id);
        if (profile.UpstreamName is { } upstream)
            json.WriteString("provider"u8, upstream);
        json.WriteString("object"u8, "chat.completion"u8);
        json.WriteNumber("created"u8, answer.Created);
        json.WriteString("model"u8, answer.Model);
        json.WriteStartArray("choices"u8);
        for (var i = 0; i < answer.Choices.Count; i++)
            WriteChoice(json, profile, request, answer, i);
        json.WriteEndArray();
        if (withUsage)
        {
            json.WritePropertyName("usage"u8);
            UsageWriter.Write(json, profile.Usage, answer, answer.ReasoningTokens, answer.VisibleTokens, nanoDollars);
        }

        if (profile.ServiceTier is { } tier)
            json.WriteString("service_tier"u8, tier);
        if (profile.WritesFingerprint)
            json.WriteString("system_fingerprint"u8, answer.Fingerprint);
        WriteExtras(json, profile, answer);
        json.WriteEndObject();
    }

    /// <summary>Cerebras's <c>time_info</c>.</summary>
    public static void WriteTimeInfo(Utf8JsonWriter json, ChatAnswer answer)
    {
        json.WriteStartObject("time_info"u8);
        UsageWriter.WriteTimes(json, answer.PromptTokens, answer.CompletionTokens);
        json.WriteNumber("created"u8, answer.Created);
        json.WriteEndObject();
    }

    private static void WriteExtras(Utf8JsonWriter json, ProviderProfile profile, ChatAnswer answer)
    {
        if (profile.WritesTimeInfo)
            WriteTimeInfo(json, answer);
        if (profile.WritesFilterResults)
            FilterResults.WritePrompt(json);
        if (profile.WritesGroqId)
        {
            json.WriteStartObject("x_groq"u8);
            json.WriteString("id"u8, $"req_{answer.Id}");
            json.WriteEndObject();
        }
    }

    private static void WriteChoice(Utf8JsonWriter json, ProviderProfile profile, ChatRequest request, ChatAnswer answer, int index)
    {
        var choice = answer.Choices[index];
        json.WriteStartObject();
        json.WriteNumber("index"u8, index);
        MessageWriter.Write(json, profile, request, choice, $"audio_{answer.Id}{index}");
        if (request.Logprobs && choice.Content is { } content)
            LogprobWriter.Write(json, content, request.TopLogprobs);
        else if (profile.WritesNullLogprobs)
            json.WriteNull("logprobs"u8);
        json.WriteString("finish_reason"u8, choice.FinishReason);
        if (profile.WritesNativeFinishReason)
            json.WriteString("native_finish_reason"u8, choice.FinishReason);
        if (profile.WritesFilterResults)
            FilterResults.WriteChoice(json, choice.FinishReason == "content_filter");
        json.WriteEndObject();
    }
}
