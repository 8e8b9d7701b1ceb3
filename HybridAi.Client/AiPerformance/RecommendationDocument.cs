namespace HybridAi.Client.AiPerformance;

/// <summary>What could be done better, from what was measured.</summary>
public sealed record RecommendationsDocument
{
    /// <summary>The beginning of the time that was looked at.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Its end, which may be to come.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>The recommendations, the greatest saving first; none if there is no ground for one.</summary>
    public required IReadOnlyList<RecommendationDocument> Recommendations { get; init; }
}

/// <summary>A recommendation.</summary>
public sealed record RecommendationDocument
{
    /// <summary><c>provider-errors</c>, <c>cheaper-deployment</c>, <c>cache-off</c>, <c>unknown-price</c> or <c>breaker-opens</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is about: a provider, a model or a deployment.</summary>
    public required string Subject { get; init; }

    /// <summary>What was seen and what to do, for people.</summary>
    public required string Text { get; init; }

    /// <summary>The figures that it is derived from, by name.</summary>
    public required IReadOnlyDictionary<string, decimal> Figures { get; init; }

    /// <summary>What would have been saved in this time, in US dollars; null if it is not about money, or cannot be told.</summary>
    public decimal? EstimatedSavingUsd { get; init; }

    /// <summary>How many failures would have been spared in this time; null if it is not about failures.</summary>
    public long? EstimatedErrorsAvoided { get; init; }
}
