using HybridAi.Core.Costs;
using HybridAi.Core.Usage;

namespace HybridAi.Gateway.Recording;

/// <summary>What is recorded of an answer that was made for somebody else.</summary>
/// <param name="Usage">Its tokens; nobody was asked for them this time. Those of attempts that did not become the answer are not among them.</param>
/// <param name="Cost">What it cost, without those attempts, or null if nobody knows.</param>
/// <param name="Time">How long it took.</param>
internal readonly record struct SharedAnswer(TokenUsage Usage, Cost? Cost, TimeSpan Time)
{
    /// <summary>Whether its tokens are estimated.</summary>
    public bool Estimated { get; init; }

    /// <summary>Why it ended, or null.</summary>
    public string? FinishReason { get; init; }

    /// <summary>When its first content went out, after the request's arrival; null: with all of it.</summary>
    public TimeSpan? FirstContent { get; init; }

    /// <summary>The record of the request that it was made for, where that was under way at the same time.</summary>
    public UsageRecord? Leader { get; init; }
}
