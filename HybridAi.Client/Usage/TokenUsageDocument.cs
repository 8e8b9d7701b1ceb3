namespace HybridAi.Client.Usage;

/// <summary>Tokens in disjoint classes: each token is counted in one, and in one of the two totals.</summary>
public sealed record TokenUsageDocument
{
    /// <summary>Plain input.</summary>
    public long Input { get; init; }

    /// <summary>Input read from the provider's prompt cache.</summary>
    public long CachedInput { get; init; }

    /// <summary>Input written to the provider's prompt cache.</summary>
    public long CacheWrite { get; init; }

    /// <summary>Input written to a one-hour prompt cache.</summary>
    public long CacheWrite1h { get; init; }

    /// <summary>Input audio.</summary>
    public long AudioInput { get; init; }

    /// <summary>Input images and video.</summary>
    public long ImageInput { get; init; }

    /// <summary>Plain output.</summary>
    public long Output { get; init; }

    /// <summary>Output spent on reasoning.</summary>
    public long Reasoning { get; init; }

    /// <summary>Output audio.</summary>
    public long AudioOutput { get; init; }

    /// <summary>Output images.</summary>
    public long ImageOutput { get; init; }

    /// <summary>All input.</summary>
    public long TotalInput { get; init; }

    /// <summary>All output.</summary>
    public long TotalOutput { get; init; }
}
