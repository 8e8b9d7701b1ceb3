namespace HybridAi.Core.Chat;

/// <summary>How tokens are drawn. Ranges differ by provider, so they are checked where a request is written, not here.</summary>
public sealed record SamplingOptions
{
    /// <summary>Nothing said.</summary>
    public static readonly SamplingOptions Default = new();

    /// <summary>Randomness, usually 0 to 2.</summary>
    public double? Temperature { get; init; }

    /// <summary>The probability mass to draw from, 0 to 1.</summary>
    public double? TopP { get; init; }

    /// <summary>How many of the likeliest tokens to draw from.</summary>
    public int? TopK { get; init; }

    /// <summary>The least probability, relative to the likeliest token's, 0 to 1.</summary>
    public double? MinP { get; init; }

    /// <summary>Penalty by how often a token occurred, usually -2 to 2.</summary>
    public double? FrequencyPenalty { get; init; }

    /// <summary>Penalty for a token that occurred at all, usually -2 to 2.</summary>
    public double? PresencePenalty { get; init; }

    /// <summary>Factor on tokens that occurred; 1 is none.</summary>
    public double? RepetitionPenalty { get; init; }

    /// <summary>Makes drawing repeatable as far as the provider can.</summary>
    public long? Seed { get; init; }

    /// <summary>The map of token ids to biases as raw JSON: ids mean something to one tokenizer only.</summary>
    public Verbatim LogitBias { get; init; }
}
