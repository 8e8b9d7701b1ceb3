namespace HybridAi.Core.Chat;

/// <summary>A readable piece of the model's reasoning.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The text.</param>
public readonly record struct ReasoningText(ReasoningKind Kind, string Text)
{
    /// <summary>Only the kind, so that no log shows what was said.</summary>
    public override string ToString() => Kind.ToString();
}
