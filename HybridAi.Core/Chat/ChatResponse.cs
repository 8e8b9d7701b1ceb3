namespace HybridAi.Core.Chat;

/// <summary>A model's whole answer, in no provider's words. <see cref="ChatFold"/> makes it from events, <see cref="ChatReplay"/> makes events from it.</summary>
/// <param name="Head">What was said before the content.</param>
/// <param name="Choices">The answers, by index; at least one unless it failed.</param>
public sealed record ChatResponse(ResponseHead Head, IReadOnlyList<ChatChoice> Choices)
{
    /// <summary>What it took, in the provider's own count; null if that never came.</summary>
    public ReportedUsage? Usage { get; init; }

    /// <summary>Why it failed after it had begun; the choices then hold what had come. Null if it went well.</summary>
    public ChatError? Error { get; init; }

    /// <summary>Fields without a typed member.</summary>
    public IReadOnlyList<ExtraField> Extra { get; init; } = [];
}
