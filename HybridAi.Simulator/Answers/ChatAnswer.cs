using HybridAi.Simulator.Invoices;

namespace HybridAi.Simulator.Answers;

/// <summary>A whole answer and what it counts.</summary>
internal sealed record ChatAnswer
{
    public required string Id { get; init; }

    public required long Created { get; init; }

    public required string Model { get; init; }

    public required string Fingerprint { get; init; }

    public required IReadOnlyList<ChoiceAnswer> Choices { get; init; }

    public required int PromptTokens { get; init; }

    public int CachedTokens { get; init; }

    public int CacheWriteTokens { get; init; }

    /// <summary>Of the prompt: written to a cache that keeps for an hour.</summary>
    public int CacheWrite1hTokens { get; init; }

    public int AudioPromptTokens { get; init; }

    /// <summary>Output tokens are audio.</summary>
    public bool AudioOutput { get; init; }

    public int ReasoningTokens => Choices.Sum(choice => choice.ReasoningTokens);

    public int VisibleTokens => Choices.Sum(choice => choice.VisibleTokens);

    public int CompletionTokens => ReasoningTokens + VisibleTokens;

    /// <summary>The classes that are billed when so much of the output has been made.</summary>
    public BilledTokens Billed(int reasoning, int visible) => new()
    {
        Input = PromptTokens - CachedTokens - CacheWriteTokens - CacheWrite1hTokens - AudioPromptTokens,
        CachedInput = CachedTokens,
        CacheWrite = CacheWriteTokens,
        CacheWrite1h = CacheWrite1hTokens,
        AudioInput = AudioPromptTokens,
        Output = AudioOutput ? 0 : visible,
        AudioOutput = AudioOutput ? visible : 0,
        Reasoning = reasoning,
    };
}
