using HybridAi.Core.Costs;

namespace HybridAi.Core.Optimization;

/// <summary>Something that could be done better, from what was measured.</summary>
/// <param name="Kind">What rule found it: a value of <see cref="RecommendationKinds"/>.</param>
/// <param name="Subject">What it is about: a provider, a model or a deployment.</param>
/// <param name="Text">What was seen and what to do, for people.</param>
public sealed record Recommendation(string Kind, string Subject, string Text)
{
    /// <summary>The figures that it is derived from, by name.</summary>
    public required IReadOnlyDictionary<string, decimal> Figures { get; init; }

    /// <summary>What would have been saved in the time that was looked at; null if it is not about money, or cannot be told.</summary>
    public Cost? Saving { get; init; }

    /// <summary>How many failures would have been spared in that time; null if it is not about failures.</summary>
    public long? ErrorsAvoided { get; init; }
}
