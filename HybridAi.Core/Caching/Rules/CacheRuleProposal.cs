namespace HybridAi.Core.Caching.Rules;

/// <summary>A time to live that measurements propose for a rule, with what they were.</summary>
/// <param name="Ttl">The time.</param>
/// <param name="Share">The share of reuses that it was looked for to keep, 0 to 1.</param>
/// <param name="Keeps">The share of reuses that it would have kept, 0 to 1; less than that if no time keeps so many.</param>
/// <param name="KeepsNow">The share that the time in force would have kept, 0 to 1.</param>
/// <param name="Reuses">How many reuses were measured.</param>
/// <param name="MedianGap">The median time between two uses of the same answer.</param>
/// <param name="From">The beginning of the time that was looked at.</param>
/// <param name="At">When it was computed.</param>
public sealed record CacheRuleProposal(
    TimeSpan Ttl, double Share, double Keeps, double KeepsNow, long Reuses, TimeSpan MedianGap, DateTimeOffset From, DateTimeOffset At);
