namespace HybridAi.Storage.Servers;

/// <summary>Where the breaker stands.</summary>
/// <param name="IsOpen">Whether calls are refused.</param>
/// <param name="Since">Since when.</param>
/// <param name="Cause">Why it is open, else null.</param>
internal sealed record ServerStanding(bool IsOpen, DateTimeOffset Since, string? Cause);
