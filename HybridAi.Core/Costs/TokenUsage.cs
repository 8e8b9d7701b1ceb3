namespace HybridAi.Core.Costs;

/// <summary>
/// The tokens of one call in disjoint classes: each token is counted in exactly one, so that each has exactly one price.
/// Providers report overlapping totals; the format that reads them takes them apart.
/// </summary>
public readonly record struct TokenUsage
{
    /// <summary>Input tokens that are in none of the other input classes.</summary>
    public long Input { get; init; }

    /// <summary>Input tokens that the provider read from its prompt cache.</summary>
    public long CachedInput { get; init; }

    /// <summary>Input tokens that the provider wrote to its prompt cache (for Anthropic, the five-minute cache).</summary>
    public long CacheWrite { get; init; }

    /// <summary>Input tokens written to a one-hour prompt cache, where that has a price of its own (Anthropic).</summary>
    public long CacheWrite1h { get; init; }

    /// <summary>Input tokens of audio.</summary>
    public long AudioInput { get; init; }

    /// <summary>Input tokens of images and video, where the provider counts them apart.</summary>
    public long ImageInput { get; init; }

    /// <summary>Output tokens that are in none of the other output classes.</summary>
    public long Output { get; init; }

    /// <summary>Output tokens spent on reasoning.</summary>
    public long Reasoning { get; init; }

    /// <summary>Output tokens of audio.</summary>
    public long AudioOutput { get; init; }

    /// <summary>Output tokens of images.</summary>
    public long ImageOutput { get; init; }

    /// <summary>All input classes together: what a price tier's threshold is compared with.</summary>
    public long TotalInput => Input + CachedInput + CacheWrite + CacheWrite1h + AudioInput + ImageInput;

    /// <summary>All output classes together.</summary>
    public long TotalOutput => Output + Reasoning + AudioOutput + ImageOutput;

    /// <summary>Adds class by class.</summary>
    /// <param name="a">One usage.</param>
    /// <param name="b">The other.</param>
    public static TokenUsage operator +(TokenUsage a, TokenUsage b) => new()
    {
        Input = a.Input + b.Input,
        CachedInput = a.CachedInput + b.CachedInput,
        CacheWrite = a.CacheWrite + b.CacheWrite,
        CacheWrite1h = a.CacheWrite1h + b.CacheWrite1h,
        AudioInput = a.AudioInput + b.AudioInput,
        ImageInput = a.ImageInput + b.ImageInput,
        Output = a.Output + b.Output,
        Reasoning = a.Reasoning + b.Reasoning,
        AudioOutput = a.AudioOutput + b.AudioOutput,
        ImageOutput = a.ImageOutput + b.ImageOutput,
    };
}
