using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Profiles;

/// <summary>What batches a provider has.</summary>
public sealed record BatchProfile
{
    /// <summary>Whose API they have. Default: OpenAI's.</summary>
    public BatchWire Wire { get; init; }

    /// <summary>Their path, relative to the base address.</summary>
    public required string Path { get; init; }

    /// <summary>The APIs that lines may call.</summary>
    public required IReadOnlyList<InferenceApi> Apis { get; init; }

    /// <summary>What part of its price a call in a batch costs, 0 to 1; null: not known, and so is the cost.</summary>
    public decimal? PriceShare { get; init; }
}
