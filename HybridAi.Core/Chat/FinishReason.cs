namespace HybridAi.Core.Chat;

/// <summary>Why an answer ended, as far as dialects can tell; the provider's finer word is in <see cref="ChatFinish.Raw"/>.</summary>
public enum FinishReason
{
    /// <summary>It was complete, or met a stop sequence.</summary>
    Stop,

    /// <summary>It reached the limit of output tokens or of the context.</summary>
    Length,

    /// <summary>It ends in calls of the caller's tools.</summary>
    ToolCalls,

    /// <summary>The model or a filter declined; also a blocked prompt.</summary>
    ContentFilter,

    /// <summary>The provider gave it up.</summary>
    Error,
}
