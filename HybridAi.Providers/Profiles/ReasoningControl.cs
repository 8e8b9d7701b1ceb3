using System.Text.Json.Serialization;

namespace HybridAi.Providers.Profiles;

/// <summary>How a provider's chat completions are told how much to reason.</summary>
public enum ReasoningControl
{
    /// <summary>By <c>reasoning_effort</c>.</summary>
    [JsonStringEnumMemberName("effort")]
    Effort,

    /// <summary>By an object <c>reasoning</c> with <c>effort</c> or <c>max_tokens</c>, <c>enabled</c>, <c>exclude</c>, <c>summary</c> (OpenRouter).</summary>
    [JsonStringEnumMemberName("object")]
    Object,
}
