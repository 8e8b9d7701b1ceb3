using HybridAi.Core.Costs;
using HybridAi.Core.Usage;

namespace HybridAi.Storage.Usage;

/// <summary>What the records of one provider and slice of time add up to, as the database gives it.</summary>
internal sealed record UsageSums
{
    public string? Provider { get; init; }
    public long Simulated { get; init; }
    public long Slice { get; init; }
    public long Requests { get; init; }
    public long Succeeded { get; init; }
    public long Failed { get; init; }
    public long Cancelled { get; init; }
    public long Interrupted { get; init; }
    public long InputTokens { get; init; }
    public long OutputTokens { get; init; }
    public long CostNanos { get; init; }
    public long UnknownCosts { get; init; }

    public static UsageSums operator +(UsageSums a, UsageSums b) => a with
    {
        Requests = a.Requests + b.Requests,
        Succeeded = a.Succeeded + b.Succeeded,
        Failed = a.Failed + b.Failed,
        Cancelled = a.Cancelled + b.Cancelled,
        Interrupted = a.Interrupted + b.Interrupted,
        InputTokens = a.InputTokens + b.InputTokens,
        OutputTokens = a.OutputTokens + b.OutputTokens,
        CostNanos = checked(a.CostNanos + b.CostNanos),
        UnknownCosts = a.UnknownCosts + b.UnknownCosts,
    };

    public UsageTotals ToTotals(Percentiles percentiles) => new(
        Requests, Failed, Cancelled, Interrupted, InputTokens, OutputTokens, new Cost(CostNanos), UnknownCosts, percentiles.P50, percentiles.P95);
}
