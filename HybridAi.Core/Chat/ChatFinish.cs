namespace HybridAi.Core.Chat;

/// <summary>Why an answer ended.</summary>
/// <param name="Reason">The reason in the words that all dialects share.</param>
/// <param name="Raw">The provider's own word, such as <c>pause_turn</c> or <c>RECITATION</c>.</param>
public sealed record ChatFinish(FinishReason Reason, string Raw)
{
    /// <summary>The stop sequence that was met, where the wire tells.</summary>
    public string? StopSequence { get; init; }

    /// <summary>The class of what was refused, where the wire tells.</summary>
    public string? Category { get; init; }

    /// <summary>The provider's explanation.</summary>
    public string? Explanation { get; init; }

    /// <summary>The reason only, so that no log shows what was said.</summary>
    public override string ToString() => $"{Reason} ({Raw})";
}
