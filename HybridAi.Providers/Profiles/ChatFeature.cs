using System.Text.Json.Serialization;

namespace HybridAi.Providers.Profiles;

/// <summary>
/// What a provider's chat completions have beyond the fields that all providers of the format share. What it lacks is written in other
/// words, or dropped and named, or refused, by the rules of <c>docs/chat-model.md</c>.
/// </summary>
public enum ChatFeature
{
    /// <summary>The role <c>developer</c>; else it becomes <c>system</c>.</summary>
    [JsonStringEnumMemberName("developer_role")]
    DeveloperRole,

    /// <summary>The field <c>name</c> of system, user and assistant messages.</summary>
    [JsonStringEnumMemberName("speaker_names")]
    SpeakerNames,

    /// <summary>The field <c>name</c> of tool messages.</summary>
    [JsonStringEnumMemberName("tool_result_names")]
    ToolResultNames,

    /// <summary>The field <c>refusal</c> of assistant messages; else it becomes their text.</summary>
    [JsonStringEnumMemberName("refusals")]
    Refusals,

    /// <summary>Tools that take plain text, <c>type</c> <c>custom</c>; else they become functions with one text.</summary>
    [JsonStringEnumMemberName("custom_tools")]
    CustomTools,

    /// <summary><c>tool_choice</c> of <c>type</c> <c>allowed_tools</c>; else only the allowed tools are sent.</summary>
    [JsonStringEnumMemberName("allowed_tools")]
    AllowedTools,

    /// <summary>The field <c>audio</c> of assistant messages, which stands for what was spoken.</summary>
    [JsonStringEnumMemberName("spoken_history")]
    SpokenHistory,

    /// <summary>Images at an address; else only <c>data:</c> URIs.</summary>
    [JsonStringEnumMemberName("image_urls")]
    ImageUrls,

    /// <summary>Parts of type <c>input_audio</c> with data and format.</summary>
    [JsonStringEnumMemberName("audio_input")]
    AudioInput,

    /// <summary>Parts of type <c>input_audio</c> that are base64 alone (Mistral).</summary>
    [JsonStringEnumMemberName("bare_audio_input")]
    BareAudioInput,

    /// <summary>Parts of type <c>video_url</c> (OpenRouter, vLLM).</summary>
    [JsonStringEnumMemberName("video_urls")]
    VideoUrls,

    /// <summary>Parts of type <c>file</c> with <c>file_data</c> or <c>file_id</c>.</summary>
    [JsonStringEnumMemberName("files")]
    Files,

    /// <summary>An address as <c>file_data</c> (OpenRouter).</summary>
    [JsonStringEnumMemberName("file_urls")]
    FileUrls,

    /// <summary>Parts of type <c>document_url</c> (Mistral).</summary>
    [JsonStringEnumMemberName("document_urls")]
    DocumentUrls,

    /// <summary>The field <c>prompt_cache_breakpoint</c> of parts (OpenAI).</summary>
    [JsonStringEnumMemberName("cache_breakpoints")]
    CacheBreakpoints,

    /// <summary>Anthropic's <c>cache_control</c> on parts and tools (OpenRouter).</summary>
    [JsonStringEnumMemberName("cache_control")]
    CacheControl,
}
