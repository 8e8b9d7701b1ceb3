namespace HybridAi.Core.Chat;

/// <summary>How much to reason and how much of it to show.</summary>
public sealed record ReasoningOptions
{
    /// <summary><c>enabled</c>, <c>disabled</c>, <c>adaptive</c> or <c>between_tools</c>; null if only the other members speak.</summary>
    public string? Mode { get; init; }

    /// <summary>The effort in words: <c>none minimal low medium high xhigh max</c>, or a provider's own.</summary>
    public string? Effort { get; init; }

    /// <summary>The most tokens to reason with.</summary>
    public int? BudgetTokens { get; init; }

    /// <summary>The kind of summary wanted: <c>auto</c>, <c>concise</c>, <c>detailed</c>.</summary>
    public string? Summary { get; init; }

    /// <summary>Whether the reasoning's text is to be in the answer.</summary>
    public bool? Show { get; init; }
}
