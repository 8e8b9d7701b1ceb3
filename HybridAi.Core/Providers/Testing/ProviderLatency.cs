namespace HybridAi.Core.Providers.Testing;

/// <summary>How long a provider's streams took, one after the other.</summary>
/// <param name="Requests">How many were made; fewer than asked for if the bound was reached, or too many failed in a row.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="FirstContentMs">Milliseconds to the first content of those that did not; null if all did.</param>
/// <param name="DurationMs">Milliseconds to their end; null if all failed.</param>
/// <param name="OutputTokensPerSecond">Output tokens a second between the first content and the end, without those that were thought, the median; null if the provider counted none, or sent all at once.</param>
/// <param name="FirstProblem">What the first one that failed failed of, or why no more were made; or null.</param>
public sealed record ProviderLatency(
    int Requests, int Failed, SamplePercentiles? FirstContentMs, SamplePercentiles? DurationMs, double? OutputTokensPerSecond, string? FirstProblem);
