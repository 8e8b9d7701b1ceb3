namespace HybridAi.Core.Chat;

/// <summary>
/// What a caller asks of a model, in no provider's words. Null and empty lists mean that the caller said nothing, so that the
/// provider's own default holds. <c>docs/chat-model.md</c> names the wire field of every member in every dialect and format.
/// </summary>
public sealed record ChatRequest
{
    /// <summary>The dialect that the request came in: the one whose field names <see cref="ExtraField.Path"/> uses.</summary>
    public required ChatDialect Dialect { get; init; }

    /// <summary>The model that is asked for.</summary>
    public required string Model { get; init; }

    /// <summary>The conversation in order, system and developer messages where they stood (the wire's separate system prompt first).</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>The tools that the model may call.</summary>
    public IReadOnlyList<ToolDefinition> Tools { get; init; } = [];

    /// <summary>Whether and which tools must be called.</summary>
    public ToolChoice? ToolChoice { get; init; }

    /// <summary>Whether one turn may hold several tool calls.</summary>
    public bool? ParallelToolCalls { get; init; }

    /// <summary>The most hosted-tool calls of one response.</summary>
    public int? MaxToolCalls { get; init; }

    /// <summary>The JSON that the answer must be; null for text.</summary>
    public OutputFormat? Output { get; init; }

    /// <summary>How tokens are drawn.</summary>
    public SamplingOptions Sampling { get; init; } = SamplingOptions.Default;

    /// <summary>The most tokens of output, reasoning included; 0 only warms a prompt cache (Anthropic).</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>Texts at which the answer stops.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>How many answers to give, 1 to 128.</summary>
    public int? ChoiceCount { get; init; }

    /// <summary>Whether log probabilities of the answer's tokens are wanted.</summary>
    public bool? Logprobs { get; init; }

    /// <summary>How many of the likeliest tokens to list for each position.</summary>
    public int? TopLogprobs { get; init; }

    /// <summary>How much to reason and how much of it to show.</summary>
    public ReasoningOptions? Reasoning { get; init; }

    /// <summary>How wordy the answer is: <c>low</c>, <c>medium</c>, <c>high</c>.</summary>
    public string? Verbosity { get; init; }

    /// <summary>The kinds of output wanted: <c>text</c>, <c>audio</c>, <c>image</c>.</summary>
    public IReadOnlyList<string> Modalities { get; init; } = [];

    /// <summary>The voice and format of audio output.</summary>
    public AudioOutput? Audio { get; init; }

    /// <summary>The processing tier, in the dialect's word.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>Asks the provider to place a cache breakpoint by itself (Anthropic's <c>cache_control</c> beside the messages).</summary>
    public CacheBreakpoint? Cache { get; init; }

    /// <summary>A key by which similar prompts find the same prompt cache.</summary>
    public string? PromptCacheKey { get; init; }

    /// <summary>How long the prompt cache is kept: <c>in_memory</c> or <c>24h</c>.</summary>
    public string? PromptCacheRetention { get; init; }

    /// <summary>The caller's own stable id of its user, for the provider's abuse detection.</summary>
    public string? EndUser { get; init; }

    /// <summary>Labels to keep with the request, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; } = [];

    /// <summary>Whether the answer may be stored for later retrieval.</summary>
    public bool? Store { get; init; }

    /// <summary>Whether the answer is wanted as a stream.</summary>
    public bool Stream { get; init; }

    /// <summary>Whether the caller's stream is to end with the usage; only the chat and legacy dialects can switch it.</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>Fields of the body, and of objects in it that have no element of their own, without a typed member.</summary>
    public IReadOnlyList<ExtraField> Extra { get; init; } = [];

    /// <summary>What the caller called fields that have several names in its dialect, such as <c>max_tokens</c>; others have the one of <see cref="ChatFields"/>.</summary>
    public IReadOnlyList<KeyValuePair<ChatField, string>> Names { get; init; } = [];

    /// <summary>Paths of fields in the caller's body that no member holds, not even as a raw field: every target lacks them.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];

    /// <summary>The model and the number of messages; never what was said.</summary>
    public override string ToString() => $"{Dialect} {Model}, {Messages.Count} messages";
}
