namespace HybridAi.Client.Providers;

/// <summary>What a test of a provider showed.</summary>
public sealed record ProviderTestReportDocument
{
    /// <summary>The chat model that was tested.</summary>
    public required string Model { get; init; }

    /// <summary>The embedding model that was tested, or null.</summary>
    public string? EmbeddingModel { get; init; }

    /// <summary>Whether the provider is only a simulated one.</summary>
    public bool Simulated { get; init; }

    /// <summary>What it can do; empty if that was not asked for.</summary>
    public IReadOnlyList<ProviderCheckDocument> Checks { get; init; } = [];

    /// <summary>How long streams took, one after the other; null if that was not asked for.</summary>
    public ProviderLatencyDocument? Latency { get; init; }

    /// <summary>What it bore, by requests at once; empty if that was not asked for.</summary>
    public IReadOnlyList<ProviderLoadStepDocument> Load { get; init; } = [];

    /// <summary>Why the test ended before its end, or null.</summary>
    public string? CutShort { get; init; }
}

/// <summary>One thing that a provider should be able to do.</summary>
/// <param name="Name"><c>plain</c>, <c>stream</c>, <c>tools</c>, <c>structured</c> or <c>embeddings</c>.</param>
/// <param name="Outcome"><c>passed</c>, <c>failed</c> or <c>skipped</c>.</param>
/// <param name="Message">What is wrong, or why it was not tried; null if it passed.</param>
/// <param name="Status">The HTTP status of the last answer, or null.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
public sealed record ProviderCheckDocument(string Name, string Outcome, string? Message, int? Status, double DurationMs);

/// <summary>Percentiles of a sample, in milliseconds.</summary>
/// <param name="P50">The median.</param>
/// <param name="P95">The 95th percentile.</param>
/// <param name="P99">The 99th percentile.</param>
public sealed record PercentilesDocument(double P50, double P95, double P99);

/// <summary>How long a provider's streams took, one after the other.</summary>
/// <param name="Requests">How many were made.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="FirstContentMs">To the first content; null if all failed.</param>
/// <param name="DurationMs">To the end; null if all failed.</param>
/// <param name="OutputTokensPerSecond">Output tokens a second behind the first content, the median; null if none were counted.</param>
/// <param name="FirstProblem">What the first one that failed failed of, or null.</param>
public sealed record ProviderLatencyDocument(
    int Requests, int Failed, PercentilesDocument? FirstContentMs, PercentilesDocument? DurationMs, double? OutputTokensPerSecond, string? FirstProblem);

/// <summary>What a provider bore with a number of requests at once.</summary>
/// <param name="Concurrency">How many at once.</param>
/// <param name="Requests">How many were made.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="RateLimited">How many of those were refused for a rate limit or a quota.</param>
/// <param name="PerSecond">Good answers a second.</param>
/// <param name="DurationMs">How long good answers took; null if there were none.</param>
/// <param name="FirstProblem">What the first one that failed failed of, or null.</param>
public sealed record ProviderLoadStepDocument(
    int Concurrency, int Requests, int Failed, int RateLimited, double PerSecond, PercentilesDocument? DurationMs, string? FirstProblem);
