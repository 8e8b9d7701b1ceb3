using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi.Chat;

/// <summary>Writes a usage object with the parts that the provider gives.</summary>
internal static class UsageWriter
{
    /// <param name="json">Where to.</param>
    /// <param name="parts">What the provider gives.</param>
    /// <param name="answer">What was answered.</param>
    /// <param name="reasoning">Reasoning tokens so far.</param>
    /// <param name="visible">Other output tokens so far.</param>
    /// <param name="nanoDollars">What it costs.</param>
    public static void Write(Utf8JsonWriter json, UsageParts parts, ChatAnswer answer, int reasoning, int visible, long nanoDollars)
    {
        json.WriteStartObject();
        json.WriteNumber("prompt_tokens"u8, answer.PromptTokens);
        json.WriteNumber("completion_tokens"u8, reasoning + visible);
        json.WriteNumber("total_tokens"u8, answer.PromptTokens + reasoning + visible);
        if (parts.HasFlag(UsageParts.NumCachedTokens))
            json.WriteNumber("num_cached_tokens"u8, answer.CachedTokens);
        if (parts.HasFlag(UsageParts.CachedTokens))
            WritePrompt(json, parts, answer);
        else if (parts.HasFlag(UsageParts.NullPromptDetails))
            json.WriteNull("prompt_tokens_details"u8);
        if (parts.HasFlag(UsageParts.ReasoningTokens))
            WriteCompletion(json, parts, answer, reasoning, visible);
        if (parts.HasFlag(UsageParts.Times))
            WriteTimes(json, answer.PromptTokens, reasoning + visible);
        if (parts.HasFlag(UsageParts.Cost))
            WriteCost(json, nanoDollars);
        json.WriteEndObject();
    }

    /// <summary>How long the parts of a call took, in seconds, at the speeds that fast hardware reaches.</summary>
    public static void WriteTimes(Utf8JsonWriter json, int prompt, int completion)
    {
        var promptTime = prompt / 20_000.0;
        var completionTime = completion / 1_000.0;
        json.WriteNumber("queue_time"u8, 0.002);
        json.WriteNumber("prompt_time"u8, promptTime);
        json.WriteNumber("completion_time"u8, completionTime);
        json.WriteNumber("total_time"u8, 0.002 + promptTime + completionTime);
    }

    private static void WritePrompt(Utf8JsonWriter json, UsageParts parts, ChatAnswer answer)
    {
        json.WriteStartObject("prompt_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, answer.CachedTokens);
        if (answer.CacheWriteTokens > 0)
            json.WriteNumber("cache_write_tokens"u8, answer.CacheWriteTokens);
        if (parts.HasFlag(UsageParts.AudioTokens))
            json.WriteNumber("audio_tokens"u8, answer.AudioPromptTokens);
        json.WriteEndObject();
    }

    private static void WriteCompletion(Utf8JsonWriter json, UsageParts parts, ChatAnswer answer, int reasoning, int visible)
    {
        json.WriteStartObject("completion_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, reasoning);
        if (parts.HasFlag(UsageParts.PredictionTokens))
        {
            json.WriteNumber("audio_tokens"u8, answer.AudioOutput ? visible : 0);
            json.WriteNumber("accepted_prediction_tokens"u8, 0);
            json.WriteNumber("rejected_prediction_tokens"u8, 0);
        }

        json.WriteEndObject();
    }

    private static void WriteCost(Utf8JsonWriter json, long nanoDollars)
    {
        var usd = nanoDollars / 1_000_000_000m;
        json.WriteNumber("cost"u8, usd);
        json.WriteBoolean("is_byok"u8, false);
        json.WriteStartObject("cost_details"u8);
        json.WriteNumber("upstream_inference_cost"u8, usd);
        json.WriteEndObject();
    }
}
