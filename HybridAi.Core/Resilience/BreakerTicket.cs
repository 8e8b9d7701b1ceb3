namespace HybridAi.Core.Resilience;

/// <summary>Leave to make one call, given back with what became of it.</summary>
/// <param name="Period">The breaker's period that it was given in: what ends in another one says nothing any more.</param>
/// <param name="IsTrial">Whether the call is one of the few that are let in while the breaker is half open.</param>
public readonly record struct BreakerTicket(int Period, bool IsTrial);
