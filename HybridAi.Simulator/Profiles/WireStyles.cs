namespace HybridAi.Simulator.Profiles;

/// <summary>Which header carries the key.</summary>
internal enum KeyStyle
{
    /// <summary><c>Authorization: Bearer KEY</c></summary>
    Bearer,

    /// <summary><c>api-key: KEY</c>, or a bearer token.</summary>
    ApiKeyHeader,

    /// <summary><c>x-api-key: KEY</c>, or a bearer token.</summary>
    XApiKeyHeader,

    /// <summary><c>x-goog-api-key: KEY</c>, or <c>?key=KEY</c>.</summary>
    Google,

    /// <summary>No key is needed; a bearer key is looked at where there is one.</summary>
    Optional,
}

internal enum UnknownFields
{
    Ignore,
    Refuse,
}

/// <summary>Where a stream's usage goes.</summary>
internal enum StreamUsage
{
    /// <summary>A chunk of its own before <c>[DONE]</c>, when <c>stream_options.include_usage</c> asks for it.</summary>
    OnRequest,

    /// <summary>A chunk of its own, always.</summary>
    OwnChunk,

    /// <summary>On the chunk with the finish reason, always.</summary>
    FinishChunk,

    /// <summary>On the chunk with the finish reason, as <c>x_groq.usage</c>.</summary>
    XGroq,
}

/// <summary>How reasoning is shown.</summary>
internal enum ReasoningStyle
{
    Hidden,

    /// <summary>A text field beside the content.</summary>
    Field,

    /// <summary>The field <c>reasoning</c>, and <c>reasoning_details</c>.</summary>
    FieldAndDetails,

    /// <summary>A <c>thinking</c> part in a content array.</summary>
    ThinkingPart,
}

/// <summary>What a usage object holds beside the three totals.</summary>
[Flags]
internal enum UsageParts
{
    None = 0,
    CachedTokens = 1,
    AudioTokens = 2,
    ReasoningTokens = 4,
    PredictionTokens = 8,
    NumCachedTokens = 16,
    Times = 32,
    Cost = 64,
    NullPromptDetails = 128,
}

/// <summary>Whose files, batches and fine-tuning jobs.</summary>
internal enum JobsWire
{
    None,
    OpenAi,

    /// <summary>OpenAI's files and batches, for chats only.</summary>
    Groq,
    Mistral,
}

/// <summary>How an item of the model list looks.</summary>
internal enum ModelListStyle
{
    OpenAi,
    Mistral,
    OpenRouter,
    Vllm,
    Google,
}
