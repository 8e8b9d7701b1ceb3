using HybridAi.Core.Costs;
using HybridAi.Core.Usage;

namespace HybridAi.Core.Metrics.Rollups;

/// <summary>What rollups know of one request. Reused from one to the next while records are read.</summary>
public sealed class RolledRequest
{
    private readonly string?[] _values = new string?[MetricDimensions.All.Count];

    /// <summary>The organization.</summary>
    public Guid Organization { get; set; }

    /// <summary>How it ended.</summary>
    public UsageOutcome Outcome { get; set; }

    /// <summary>How many attempts were made.</summary>
    public long Attempts { get; set; }

    /// <summary>Its tokens.</summary>
    public TokenUsage Tokens { get; set; }

    /// <summary>Its cost in nano-dollars, or null if it is unknown.</summary>
    public long? CostNanos { get; set; }

    /// <summary>What a cached answer saved, in nano-dollars, or null.</summary>
    public long? SavedNanos { get; set; }

    /// <summary>How long it took, in microseconds.</summary>
    public long DurationMicros { get; set; }

    /// <summary>How long it took to the first token, in microseconds, or null.</summary>
    public long? FirstTokenMicros { get; set; }

    /// <summary>Its value of a dimension other than the organization; null: none.</summary>
    /// <param name="dimension">The dimension.</param>
    public string? this[MetricDimension dimension]
    {
        get => _values[(int)dimension];
        set => _values[(int)dimension] = value;
    }

    /// <summary>Its values of all dimensions in their order, the organization's left out.</summary>
    internal ReadOnlySpan<string?> Values => _values;

    internal void AddTo(MetricSums sums)
    {
        sums.Add(MetricNumber.Requests, 1);
        sums.Add(MetricNumber.Succeeded + (int)Outcome, 1);
        sums.Add(MetricNumber.Attempts, Attempts);
        AddTokensTo(sums);
        sums.Add(MetricNumber.CostNanos, CostNanos ?? 0);
        sums.Add(MetricNumber.UnknownCosts, CostNanos is null ? 1 : 0);
        sums.Add(MetricNumber.SavedNanos, SavedNanos ?? 0);
        if (this[MetricDimension.Cache] is "exact" or "semantic" or "prefix" or "coalesced")
            sums.Add(MetricNumber.CacheHits, 1);
        else if (this[MetricDimension.Cache] is "miss")
            sums.Add(MetricNumber.CacheMisses, 1);
        if (Outcome == UsageOutcome.Succeeded)
        {
            sums.Add(MetricNumber.DurationMicros, DurationMicros);
            sums.Durations.Add(DurationMicros / 1000.0);
        }

        if (FirstTokenMicros is { } first)
        {
            sums.Add(MetricNumber.FirstTokenMicros, first);
            sums.FirstTokens.Add(first / 1000.0);
        }
    }

    private void AddTokensTo(MetricSums sums)
    {
        sums.Add(MetricNumber.InputTokens, Tokens.Input);
        sums.Add(MetricNumber.CachedInputTokens, Tokens.CachedInput);
        sums.Add(MetricNumber.CacheWriteTokens, Tokens.CacheWrite);
        sums.Add(MetricNumber.CacheWrite1hTokens, Tokens.CacheWrite1h);
        sums.Add(MetricNumber.AudioInputTokens, Tokens.AudioInput);
        sums.Add(MetricNumber.ImageInputTokens, Tokens.ImageInput);
        sums.Add(MetricNumber.OutputTokens, Tokens.Output);
        sums.Add(MetricNumber.ReasoningTokens, Tokens.Reasoning);
        sums.Add(MetricNumber.AudioOutputTokens, Tokens.AudioOutput);
        sums.Add(MetricNumber.ImageOutputTokens, Tokens.ImageOutput);
    }
}
