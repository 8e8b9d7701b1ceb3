namespace HybridAi.Core.Providers.Testing;

/// <summary>What a provider bore with a number of requests at once.</summary>
/// <param name="Concurrency">How many at once.</param>
/// <param name="Requests">How many were made.</param>
/// <param name="Failed">How many of them failed, whatever the cause.</param>
/// <param name="RateLimited">How many of those were refused for a rate limit or a quota.</param>
/// <param name="PerSecond">Good answers a second.</param>
/// <param name="DurationMs">Milliseconds that good answers took; null if there were none.</param>
/// <param name="FirstProblem">What the first one that failed failed of, or null.</param>
public sealed record ProviderLoadStep(
    int Concurrency, int Requests, int Failed, int RateLimited, double PerSecond, SamplePercentiles? DurationMs, string? FirstProblem);
