namespace HybridAi.Simulator.Invoices;

/// <summary>Tokens in disjoint classes, as they are priced.</summary>
internal readonly record struct BilledTokens
{
    public long Input { get; init; }

    public long CachedInput { get; init; }

    public long CacheWrite { get; init; }

    /// <summary>Written to a cache that keeps for an hour.</summary>
    public long CacheWrite1h { get; init; }

    public long AudioInput { get; init; }

    public long Output { get; init; }

    public long Reasoning { get; init; }

    public long AudioOutput { get; init; }

    /// <summary>Of images that were made.</summary>
    public long ImageOutput { get; init; }

    /// <summary>How many images those were.</summary>
    public long Images { get; init; }

    /// <summary>Characters that were spoken, where those are billed.</summary>
    public long Characters { get; init; }

    /// <summary>Seconds of audio that were transcribed, where those are billed.</summary>
    public decimal AudioSeconds { get; init; }

    /// <summary>Searches, which are no tokens (reranking).</summary>
    public long SearchUnits { get; init; }

    /// <summary>Trained tokens: those of the training file, once for each epoch.</summary>
    public long Training { get; init; }

    public long TotalInput => Input + CachedInput + CacheWrite + CacheWrite1h + AudioInput;

    public long TotalOutput => Output + Reasoning + AudioOutput + ImageOutput;

    public static BilledTokens operator +(BilledTokens a, BilledTokens b) => new()
    {
        Input = a.Input + b.Input,
        CachedInput = a.CachedInput + b.CachedInput,
        CacheWrite = a.CacheWrite + b.CacheWrite,
        CacheWrite1h = a.CacheWrite1h + b.CacheWrite1h,
        AudioInput = a.AudioInput + b.AudioInput,
        Output = a.Output + b.Output,
        Reasoning = a.Reasoning + b.Reasoning,
        AudioOutput = a.AudioOutput + b.AudioOutput,
        ImageOutput = a.ImageOutput + b.ImageOutput,
        Images = a.Images + b.Images,
        Characters = a.Characters + b.Characters,
        AudioSeconds = a.AudioSeconds + b.AudioSeconds,
        SearchUnits = a.SearchUnits + b.SearchUnits,
        Training = a.Training + b.Training,
    };
}
