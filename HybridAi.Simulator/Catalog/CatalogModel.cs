namespace HybridAi.Simulator.Catalog;

internal sealed record CatalogModel
{
    public required string Id { get; init; }

    public required string Provider { get; init; }

    public string Name { get; init; } = "";

    public string Kind { get; init; } = "chat";

    public string Status { get; init; } = "active";

    public IReadOnlyList<string> Aliases { get; init; } = [];

    public long? ContextWindow { get; init; }

    public long? MaxInputTokens { get; init; }

    public long? MaxOutputTokens { get; init; }

    public DateOnly? ReleaseDate { get; init; }

    public DateOnly? ShutdownDate { get; init; }

    public string? KnowledgeCutoff { get; init; }

    public bool Tools { get; init; } = true;

    public bool StructuredOutput { get; init; } = true;

    public bool Reasoning { get; init; }

    /// <summary>False: only the default temperature and top_p are accepted.</summary>
    public bool Temperature { get; init; } = true;

    public IReadOnlyList<string> Efforts { get; init; } = [];

    /// <summary>What a request can say about reasoning: <c>effort</c>, <c>budget_tokens</c>, <c>toggle</c>.</summary>
    public IReadOnlyList<string> ReasoningControls { get; init; } = [];

    public IReadOnlyList<string> Inputs { get; init; } = ["text", "image", "pdf"];

    public IReadOnlyList<string> Outputs { get; init; } = ["text"];

    public EmbeddingLimits? Embedding { get; init; }

    public IReadOnlyList<PricePeriod> Prices { get; init; } = [];

    /// <summary>How the model can be tuned; null where it cannot.</summary>
    public FineTuning? FineTuning { get; init; }

    /// <summary>For a tuned model: where it comes from.</summary>
    public TunedFrom? Tuned { get; init; }

    /// <summary>No longer served: the provider answers as for a model that never was.</summary>
    public bool Retired => Status == "retired";

    public PricePeriod? PriceOn(DateOnly day)
    {
        PricePeriod? latest = null;
        foreach (var period in Prices)
        {
            if ((period.From is null || period.From <= day) && (latest?.From is null || period.From >= latest.From))
                latest = period;
        }

        return latest;
    }
}
