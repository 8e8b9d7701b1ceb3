namespace HybridAi.Providers.Wire;

/// <summary>What one event of a provider's stream is.</summary>
public enum StreamVerdict
{
    /// <summary>Nothing that a caller would see as an answer yet: a role, an empty delta, a filter's report.</summary>
    Preamble,

    /// <summary>Content, a tool call, a finish reason: the answer has begun.</summary>
    Content,

    /// <summary>Only the usage, which the gateway asked for.</summary>
    Usage,

    /// <summary>A comment that keeps the connection alive.</summary>
    Comment,

    /// <summary>The terminator.</summary>
    Done,

    /// <summary>The provider reports an error.</summary>
    Error,

    /// <summary>Not what the format demands.</summary>
    Malformed,
}
