using HybridAi.Benchmarks.Workload;

namespace HybridAi.Benchmarks.Tests.Workload;

/// <summary>Scores made by hand.</summary>
internal static class Scores
{
    public static readonly Score Empty = new()
    {
        Requests = 1, Served = 1, Failed = 0, Cost = default, Charged = default, Calls = 0, Cacheable = 0, FromCache = 0, Shared = 0, Mean = 0, P95 = 0, P99 = 0, Hedged = 0, ExtraSpend = 0, Quality = 0,
        Shares = [], Rewards = [], Explored = 0,
    };
}
