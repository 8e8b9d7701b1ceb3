using System.Collections.Frozen;

namespace HybridAi.Simulator.Profiles;

/// <summary>The fields of the older <c>POST /completions</c>.</summary>
internal static class CompletionFields
{
    public static readonly FrozenDictionary<string, FieldRule> OpenAi = new Dictionary<string, FieldRule>(StringComparer.Ordinal)
    {
        ["model"] = new(FieldKind.Text) { Nullable = false },
        ["prompt"] = new(FieldKind.Any),
        ["best_of"] = new(FieldKind.Integer) { Min = 1, Max = 20 },
        ["echo"] = new(FieldKind.Boolean),
        ["frequency_penalty"] = new(FieldKind.Number) { Min = -2, Max = 2 },
        ["logit_bias"] = new(FieldKind.Object),
        ["logprobs"] = new(FieldKind.Integer) { Min = 0, Max = 5 },
        ["max_tokens"] = new(FieldKind.Integer) { Min = 0 },
        ["n"] = new(FieldKind.Integer) { Min = 1, Max = 128 },
        ["presence_penalty"] = new(FieldKind.Number) { Min = -2, Max = 2 },
        ["seed"] = new(FieldKind.Integer),
        ["stop"] = new(FieldKind.Any),
        ["stream"] = new(FieldKind.Boolean),
        ["stream_options"] = new(FieldKind.Object),
        ["suffix"] = new(FieldKind.Text),
        ["temperature"] = new(FieldKind.Number) { Min = 0, Max = 2 },
        ["top_p"] = new(FieldKind.Number) { Min = 0, Max = 1 },
        ["user"] = new(FieldKind.Text),
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
