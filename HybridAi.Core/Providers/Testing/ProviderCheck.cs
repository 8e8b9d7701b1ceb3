namespace HybridAi.Core.Providers.Testing;

/// <summary>One thing that a provider should be able to do.</summary>
/// <param name="Name">Which: <c>plain</c>, <c>stream</c>, <c>tools</c>, <c>structured</c> or <c>embeddings</c>.</param>
/// <param name="Outcome">Whether it does.</param>
/// <param name="Message">What is wrong with it, or why it was not tried; null if it passed.</param>
/// <param name="Status">The HTTP status of the last answer, or null.</param>
/// <param name="DurationMs">How long it took, in milliseconds; 0 if it was not tried.</param>
public sealed record ProviderCheck(string Name, ProviderCheckOutcome Outcome, string? Message, int? Status, double DurationMs);
