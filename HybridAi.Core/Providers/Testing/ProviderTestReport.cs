namespace HybridAi.Core.Providers.Testing;

/// <summary>What a test of a provider showed.</summary>
public sealed record ProviderTestReport
{
    /// <summary>The chat model that was tested.</summary>
    public required string Model { get; init; }

    /// <summary>The embedding model that was tested, or null.</summary>
    public string? EmbeddingModel { get; init; }

    /// <summary>Whether the provider is only a simulated one.</summary>
    public bool Simulated { get; init; }

    /// <summary>What it can do; empty if that was not asked for.</summary>
    public IReadOnlyList<ProviderCheck> Checks { get; init; } = [];

    /// <summary>How long streams took, one after the other; null if that was not asked for.</summary>
    public ProviderLatency? Latency { get; init; }

    /// <summary>What it bore, by requests at once; empty if that was not asked for.</summary>
    public IReadOnlyList<ProviderLoadStep> Load { get; init; } = [];

    /// <summary>Why the test ended before its end, or null: its cost would have exceeded its bound.</summary>
    public string? CutShort { get; init; }
}
