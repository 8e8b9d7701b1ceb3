using System.Text.Json.Serialization;

namespace HybridAi.Providers.Profiles;

/// <summary>How a provider's chat completions continue an assistant message that stands last.</summary>
public enum PrefillStyle
{
    /// <summary>Not at all: they begin a new answer.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>Unasked.</summary>
    [JsonStringEnumMemberName("plain")]
    Plain,

    /// <summary>With <c>prefix</c> set in the message (Mistral).</summary>
    [JsonStringEnumMemberName("prefix")]
    Prefix,

    /// <summary>With <c>continue_final_message</c> set and <c>add_generation_prompt</c> unset in the body (vLLM).</summary>
    [JsonStringEnumMemberName("continue")]
    Continue,
}
