using System.Text.Json.Serialization;

namespace HybridAi.Providers.Profiles;

/// <summary>Where a provider's chat completions take back the reasoning of earlier turns.</summary>
public enum ReasoningHistory
{
    /// <summary>Nowhere: it is dropped.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>In the field <c>reasoning</c> of assistant messages (Groq, Cerebras, Ollama, vLLM).</summary>
    [JsonStringEnumMemberName("reasoning")]
    Reasoning,

    /// <summary>In <c>reasoning_details</c>, as they were issued (OpenRouter).</summary>
    [JsonStringEnumMemberName("details")]
    Details,

    /// <summary>In parts of type <c>thinking</c> (Mistral).</summary>
    [JsonStringEnumMemberName("thinking")]
    Thinking,
}
