using System.Text.Json.Serialization;

namespace HybridAi.Providers.Profiles;

/// <summary>
/// What the assistant's side of a conversation may hold that not every provider of the same API takes back: answers of one provider become
/// requests to another.
/// </summary>
[Flags]
public enum HistoryPart
{
    /// <summary>Nothing of it.</summary>
    [JsonStringEnumMemberName("none")]
    None = 0,

    /// <summary>Chat completions: the field <c>reasoning</c> of a message.</summary>
    [JsonStringEnumMemberName("reasoning")]
    Reasoning = 1,

    /// <summary>Chat completions: the field <c>reasoning_content</c> of a message.</summary>
    [JsonStringEnumMemberName("reasoning_content")]
    ReasoningContent = 2,

    /// <summary>Chat completions: the field <c>reasoning_details</c> of a message.</summary>
    [JsonStringEnumMemberName("reasoning_details")]
    ReasoningDetails = 4,

    /// <summary>Chat completions: content parts of type <c>thinking</c> (Mistral).</summary>
    [JsonStringEnumMemberName("thinking_parts")]
    ThinkingParts = 8,

    /// <summary>Chat completions: the field <c>refusal</c> of a message, be it null, or content parts of this type.</summary>
    [JsonStringEnumMemberName("refusals")]
    Refusals = 16,

    /// <summary>Chat completions: the field <c>annotations</c> of a message, be it empty.</summary>
    [JsonStringEnumMemberName("annotations")]
    Annotations = 32,

    /// <summary>Responses: reasoning items with <c>encrypted_content</c>.</summary>
    [JsonStringEnumMemberName("encrypted_reasoning")]
    EncryptedReasoning = 64,

    /// <summary>Responses: reasoning items with texts as <c>content</c>.</summary>
    [JsonStringEnumMemberName("readable_reasoning")]
    ReadableReasoning = 128,

    /// <summary>Responses: reasoning items with neither, of which their provider itself kept the content.</summary>
    [JsonStringEnumMemberName("bare_reasoning")]
    BareReasoning = 256,

    /// <summary>
    /// Responses: reasoning items with a <c>format</c>, by which OpenRouter tells whose reasoning it holds (OpenRouter OpenAPI file,
    /// <c>ReasoningItem</c>), whatever else they hold. No other provider writes or takes the field.
    /// </summary>
    [JsonStringEnumMemberName("formatted_reasoning")]
    FormattedReasoning = 1024,

    /// <summary>Messages: <c>thinking</c> is enabled amid a turn of tool calls that did not begin with it.</summary>
    [JsonStringEnumMemberName("unthinking_turn")]
    UnthinkingTurn = 512,
}
