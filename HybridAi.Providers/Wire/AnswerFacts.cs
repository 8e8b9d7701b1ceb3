using HybridAi.Core.Costs;

namespace HybridAi.Providers.Wire;

/// <summary>What the gateway reads from an answer that passes through.</summary>
public record struct AnswerFacts
{
    /// <summary>The tokens, or null if the provider did not say.</summary>
    public TokenUsage? Usage { get; set; }

    /// <summary>The search units that a reranking is billed by, or null.</summary>
    public decimal? SearchUnits { get; set; }

    /// <summary>How long the audio is that was transcribed, in seconds, or null.</summary>
    public decimal? AudioSeconds { get; set; }

    /// <summary>How many images were made, or null.</summary>
    public int? Images { get; set; }

    /// <summary>The finish reason of the first choice, as the provider wrote it, or null.</summary>
    public string? FinishReason { get; set; }

    /// <summary>Whether a choice of a chat is not what was asked for: a filter or an error ended it, or nothing says that it ended. Null <see cref="FinishReason"/> says so of all.</summary>
    public bool IsCut { get; set; }

    /// <summary>What the provider says that it cost, in US dollars, or null.</summary>
    public decimal? CostUsd { get; set; }
}
