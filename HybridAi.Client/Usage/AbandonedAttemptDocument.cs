namespace HybridAi.Client.Usage;

/// <summary>An attempt at a provider that did not become the answer.</summary>
public sealed record AbandonedAttemptDocument
{
    /// <summary>The provider.</summary>
    public required string Provider { get; init; }

    /// <summary>The model by its provider's id.</summary>
    public required string Model { get; init; }

    /// <summary>The deployment.</summary>
    public required string Deployment { get; init; }

    /// <summary>The provider's HTTP status, or 0 if it sent none.</summary>
    public int Status { get; init; }

    /// <summary>Why it was given up.</summary>
    public required string FailureCause { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public double DurationMs { get; init; }

    /// <summary>The tokens it used, as far as known.</summary>
    public required TokenUsageDocument Usage { get; init; }

    /// <summary>What it cost in US dollars, a part of the record's total; null if unknown.</summary>
    public decimal? CostUsd { get; init; }
}
