using System.Collections.Frozen;

namespace HybridAi.Simulator.Profiles;

/// <summary>The top-level fields of <c>POST /responses</c>.</summary>
internal static class ResponseFields
{
    public static readonly FrozenDictionary<string, FieldRule> OpenAi = new Dictionary<string, FieldRule>(StringComparer.Ordinal)
    {
        ["model"] = new(FieldKind.Text) { Nullable = false },
        ["input"] = new(FieldKind.Any),
        ["instructions"] = new(FieldKind.Text),
        ["max_output_tokens"] = new(FieldKind.Integer) { Min = 16 },
        ["max_tool_calls"] = new(FieldKind.Integer) { Min = 1 },
        ["temperature"] = new(FieldKind.Number) { Min = 0, Max = 2 },
        ["top_p"] = new(FieldKind.Number) { Min = 0, Max = 1 },
        ["top_logprobs"] = new(FieldKind.Integer) { Min = 0, Max = 20 },
        ["tools"] = new(FieldKind.Array),
        ["tool_choice"] = new(FieldKind.Any),
        ["parallel_tool_calls"] = new(FieldKind.Boolean),
        ["reasoning"] = new(FieldKind.Object),
        ["text"] = new(FieldKind.Object),
        ["stream"] = new(FieldKind.Boolean),
        ["stream_options"] = new(FieldKind.Object),
        ["store"] = new(FieldKind.Boolean),
        ["previous_response_id"] = new(FieldKind.Text),
        ["conversation"] = new(FieldKind.Any),
        ["background"] = new(FieldKind.Boolean) { Refused = true },
        ["include"] = new(FieldKind.Array),
        ["service_tier"] = new(FieldKind.Choice) { Choices = ["auto", "default", "flex", "scale", "priority", "fast"] },
        ["truncation"] = new(FieldKind.Choice) { Choices = ["auto", "disabled"] },
        ["context_management"] = new(FieldKind.Array),
        ["prompt"] = new(FieldKind.Object) { Refused = true },
        ["prompt_cache_key"] = new(FieldKind.Text),
        ["prompt_cache_options"] = new(FieldKind.Object),
        ["prompt_cache_retention"] = new(FieldKind.Choice) { Choices = ["in_memory", "in-memory", "24h"] },
        ["safety_identifier"] = new(FieldKind.Text) { Max = 64 },
        ["metadata"] = new(FieldKind.TextMap),
        ["moderation"] = new(FieldKind.Object),
        ["user"] = new(FieldKind.Text),
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
