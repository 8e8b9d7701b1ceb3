namespace HybridAi.Simulator.Catalog;

/// <summary>What an embedding model accepts.</summary>
internal sealed record EmbeddingLimits
{
    public int DefaultDimensions { get; init; } = 768;

    /// <summary>The request field that chooses the dimensions; null where they cannot be chosen.</summary>
    public string? DimensionsParameter { get; init; }

    public int MaxDimensions { get; init; } = 768;

    public int MaxInputs { get; init; } = 2048;

    public int MaxTotalTokens { get; init; } = 300_000;
}
