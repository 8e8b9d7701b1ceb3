using HybridAi.Client.Providers;
using HybridAi.Client.Usage;

namespace HybridAi.Web.Tests.Fakes;

internal static class Sample
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly UsageSummaryDocument EmptySummary = new() { Total = new UsageTotalsDocument(), Providers = [], Series = [] };

    public static ProviderDocument Provider(string name, bool simulated) => new()
    {
        Name = name,
        Format = "openai",
        BaseAddress = "http://127.0.0.1/",
        Simulated = simulated,
        HasKey = !simulated,
        KeySource = simulated ? "none" : "environment",
        Models = 12,
    };

    public static UsageSummaryDocument Summary(int slices) => new()
    {
        Total = Totals(12_345),
        Providers = [new ProviderUsageDocument { Provider = "openai", Simulated = true, Totals = Totals(12_000) }],
        Series =
        [
            .. Enumerable.Range(0, slices).Select(index => new UsageSliceDocument
            {
                From = Start + TimeSpan.FromMinutes(30 * index),
                Requests = 100 + 90 * (index % 7),
                Failed = index % 5,
                CostUsd = 0.01m * index,
            }),
        ],
    };

    public static UsageTotalsDocument Totals(long requests) => new()
    {
        Requests = requests,
        Succeeded = requests - 50,
        Failed = 40,
        Cancelled = 10,
        InputTokens = 4_500_000,
        OutputTokens = 250_000,
        CostUsd = 12.3456m,
        UnknownCosts = 2,
        LatencyP50Ms = 640.4,
        LatencyP95Ms = 2310,
    };

    public static UsageRecordDocument Record(string outcome = "succeeded", int status = 200, decimal? cost = 0.00123m) => new()
    {
        Id = Guid.CreateVersion7(Start),
        At = Start,
        OrganizationId = Guid.Empty,
        KeyId = Guid.Empty,
        Api = "chat.completions",
        RequestedModel = "<script>alert(1)</script>",
        Provider = outcome == "failed" ? null : "openai",
        Model = outcome == "failed" ? null : "gpt-6-astra",
        Status = status,
        Outcome = outcome,
        FailureCause = outcome == "failed" ? "RateLimited" : null,
        Usage = new TokenUsageDocument { TotalInput = 1200, TotalOutput = 80 },
        CostUsd = cost,
        CostSource = "catalog",
        DurationMs = 1234,
        TimeToFirstTokenMs = 85.2,
        Attempts = 1,
        Cache = "miss",
    };
}
