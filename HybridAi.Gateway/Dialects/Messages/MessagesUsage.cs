using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Core.Costs;

namespace HybridAi.Gateway.Dialects.Messages;

/// <summary>Writes the usage object: the input without what came from or went into a cache, the output with the thinking.</summary>
internal static class MessagesUsage
{
    public static void Write(Utf8JsonWriter json, in TokenUsage usage, string? tier, IReadOnlyList<ExtraField> extra)
    {
        json.WriteStartObject();
        WriteCounts(json, usage, extra);
        json.WriteStartObject("cache_creation");
        json.WriteNumber("ephemeral_5m_input_tokens", usage.CacheWrite);
        json.WriteNumber("ephemeral_1h_input_tokens", usage.CacheWrite1h);
        json.WriteEndObject();
        json.WriteString("service_tier", tier is "priority" or "batch" ? tier : "standard");
        MessagesEnvelope.WriteExtra(json, "inference_geo", extra, "usage/inference_geo");
        MessagesEnvelope.WriteExtra(json, "speed", extra, "usage/speed");
        json.WriteEndObject();
    }

    /// <summary>The fewer fields of a stream's last count.</summary>
    public static void WriteDelta(Utf8JsonWriter json, in TokenUsage usage, IReadOnlyList<ExtraField> extra)
    {
        json.WriteStartObject();
        WriteCounts(json, usage, extra);
        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, in TokenUsage usage, IReadOnlyList<ExtraField> extra)
    {
        json.WriteNumber("input_tokens", usage.Input + usage.AudioInput + usage.ImageInput);
        json.WriteNumber("cache_creation_input_tokens", usage.CacheWrite + usage.CacheWrite1h);
        json.WriteNumber("cache_read_input_tokens", usage.CachedInput);
        json.WriteNumber("output_tokens", usage.TotalOutput);
        json.WriteStartObject("output_tokens_details");
        json.WriteNumber("thinking_tokens", usage.Reasoning);
        json.WriteEndObject();
        MessagesEnvelope.WriteExtra(json, "server_tool_use", extra, "usage/server_tool_use");
    }
}
