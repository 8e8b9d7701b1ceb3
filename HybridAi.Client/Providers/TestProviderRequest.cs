namespace HybridAi.Client.Providers;

/// <summary>Asks for a test of a provider. All may be left out: then it is functional.</summary>
public sealed record TestProviderRequest
{
    /// <summary>What to do: <c>functional</c> (a plain answer, a stream, tools, structured output, embeddings), <c>benchmark</c> (how long streams take) and <c>stress</c> (what it bears). Default: functional only.</summary>
    public IReadOnlyList<string>? Kinds { get; init; }

    /// <summary>The chat model to test. Default: the cheapest.</summary>
    public string? Model { get; init; }

    /// <summary>The embedding model to test. Default: the cheapest, if it has any.</summary>
    public string? EmbeddingModel { get; init; }

    /// <summary>How many requests the benchmark makes, 1 to 1,000. Default 10.</summary>
    public int? Requests { get; init; }

    /// <summary>How many requests at once the stress test goes up to, 1 to 64. Default 8.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>The most that the test may cost, in US dollars; above 0 to 100. Default 0.10. A call that could exceed it is not made.</summary>
    public decimal? MaxCostUsd { get; init; }

    /// <summary>Whether a model without a known price may be tested. Default false.</summary>
    public bool? AllowUnpriced { get; init; }
}
