namespace HybridAi.Core.RateLimiting;

/// <summary>
/// What one process counted of a scope and the shared counter may not know. Told by what was ever owed, so that it counts once however often and in whichever order it is told:
/// of each telling only what is beyond the last counts.
/// </summary>
/// <param name="Amount">How much the shared counter does not know at most; 0: there is nothing to tell.</param>
/// <param name="Owed">What was ever owed.</param>
/// <param name="Counter">By which counter of this process. A later one of the same scope has a higher number, and owes anew.</param>
public readonly record struct LimitDebt(double Amount, double Owed, long Counter);
