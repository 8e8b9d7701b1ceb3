using HybridAi.Core.Costs;

namespace HybridAi.Core.Usage;

/// <summary>What a set of usage records adds up to.</summary>
/// <param name="Total">All of them.</param>
/// <param name="Providers">By provider that decided the answer, most requests first; refused requests are under none.</param>
/// <param name="Series">By slice of time, oldest first, empty slices included.</param>
public sealed record UsageSummary(UsageTotals Total, IReadOnlyList<ProviderUsage> Providers, IReadOnlyList<UsageSlice> Series);

/// <summary>Sums over a set of usage records.</summary>
/// <param name="Requests">How many.</param>
/// <param name="Failed">How many failed.</param>
/// <param name="Cancelled">How many the caller cancelled.</param>
/// <param name="Interrupted">How many the death of a gateway interrupted.</param>
/// <param name="InputTokens">Input tokens of all classes.</param>
/// <param name="OutputTokens">Output tokens of all classes.</param>
/// <param name="Cost">The known costs together.</param>
/// <param name="UnknownCosts">How many have an unknown cost.</param>
/// <param name="LatencyP50">Median duration of the succeeded ones, or null if there are none.</param>
/// <param name="LatencyP95">Their 95th percentile, or null.</param>
public sealed record UsageTotals(
    long Requests, long Failed, long Cancelled, long Interrupted, long InputTokens, long OutputTokens,
    Cost Cost, long UnknownCosts, TimeSpan? LatencyP50, TimeSpan? LatencyP95);

/// <summary>Sums of one provider.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Simulated">Whether it is a simulated one.</param>
/// <param name="Totals">Its sums.</param>
public sealed record ProviderUsage(string Provider, bool Simulated, UsageTotals Totals);

/// <summary>Sums of one slice of time.</summary>
/// <param name="From">Its start; it ends where the next one starts.</param>
/// <param name="Requests">How many requests arrived in it.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="Cost">Their known costs together.</param>
public sealed record UsageSlice(DateTimeOffset From, long Requests, long Failed, Cost Cost);
