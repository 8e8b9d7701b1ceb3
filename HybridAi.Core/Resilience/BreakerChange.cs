namespace HybridAi.Core.Resilience;

/// <summary>A breaker opened, or closed.</summary>
/// <param name="State">What it is now.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="OpenFor">For how long, if it opened; else zero.</param>
public sealed record BreakerChange(BreakerState State, string Reason, TimeSpan OpenFor);
