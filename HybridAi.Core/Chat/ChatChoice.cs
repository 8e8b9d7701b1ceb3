namespace HybridAi.Core.Chat;

/// <summary>One answer: an assistant's turn.</summary>
/// <param name="Parts">What is said, in order; empty for a blocked prompt.</param>
/// <param name="Finish">Why it ended; null if the response broke off before.</param>
public sealed record ChatChoice(IReadOnlyList<ChatPart> Parts, ChatFinish? Finish)
{
    /// <summary>Fields without a typed member.</summary>
    public IReadOnlyList<ExtraField> Extra { get; init; } = [];
}
