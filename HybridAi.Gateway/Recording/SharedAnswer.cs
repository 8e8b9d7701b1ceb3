using HybridAi.Core.Costs;
using HybridAi.Core.Usage;

namespace HybridAi.Gateway.Recording;

/// <summary>What is recorded of an answer that was made for somebody else.</summary>
/// <param name="Usage">Its tokens; nobody was asked for them this time.</param>
/// <param name="Cost">What it cost, or null if nobody knows.</param>
/// <param name="Time">How long it took.</param>
internal readonly record struct SharedAnswer(TokenUsage Usage, Cost? Cost, TimeSpan Time)
{
    /// <summary>When its first content went out, after the request's arrival; null: with all of it.</summary>
    public TimeSpan? FirstContent { get; init; }

    /// <summary>The record of the request that it was made for, where that was under way at the same time.</summary>
    public UsageRecord? Leader { get; init; }

    public static SharedAnswer Of(UsageRecord leader) => new(leader.Usage, leader.Cost, leader.Duration) { Leader = leader };
}
