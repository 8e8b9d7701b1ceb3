namespace HybridAi.Providers.Wire;

/// <summary>A top-level field of a request body that the gateway itself reads or edits.</summary>
public enum BodyField
{
    /// <summary>Any other field; passed on as it is.</summary>
    Other,

    /// <summary><c>model</c>.</summary>
    Model,

    /// <summary><c>stream</c>.</summary>
    Stream,

    /// <summary><c>stream_options</c>.</summary>
    StreamOptions,

    /// <summary><c>hybridai</c>: the gateway's own options.</summary>
    HybridAi,

    /// <summary><c>messages</c>.</summary>
    Messages,

    /// <summary><c>input</c>.</summary>
    Input,

    /// <summary><c>max_tokens</c>.</summary>
    MaxTokens,

    /// <summary><c>max_completion_tokens</c>.</summary>
    MaxCompletionTokens,

    /// <summary><c>max_output_tokens</c>.</summary>
    MaxOutputTokens,

    /// <summary><c>instructions</c>.</summary>
    Instructions,

    /// <summary><c>user</c>.</summary>
    User,

    /// <summary><c>thinking</c>.</summary>
    Thinking,
}
