namespace HybridAi.Core.Providers;

/// <summary>What a trial call showed of a provider.</summary>
/// <param name="Id">A UUIDv7.</param>
/// <param name="At">When (UTC, millisecond precision).</param>
/// <param name="Provider">The provider's name.</param>
/// <param name="Model">The model that was asked.</param>
/// <param name="Ok">Whether it answered as it should.</param>
/// <param name="Status">Its HTTP status, or null if there was no answer.</param>
/// <param name="Message">What was wrong, or null.</param>
/// <param name="Duration">How long it took (kept to the microsecond).</param>
public sealed record ProviderProbeRecord(
    Guid Id, DateTimeOffset At, string Provider, string Model, bool Ok, int? Status, string? Message, TimeSpan Duration);
