using HybridAi.Client.Health;
using HybridAi.Client.Metrics;
using HybridAi.Client.Providers;
using HybridAi.Client.Usage;

namespace HybridAi.Web.Tests.Fakes;

internal static class Sample
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

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

    public static MetricFiguresDocument Figures(long requests, long errors = 40) => requests == 0
        ? new MetricFiguresDocument()
        : new MetricFiguresDocument
        {
            Requests = requests,
            RequestsPerSecond = requests / 60m,
            Errors = errors,
            Cancelled = 10,
            SuccessRate = (requests - errors - 10m) / (requests - 10),
            InputTokens = 4_500_000,
            OutputTokens = 250_000,
            CostUsd = 12.3456m,
            UnknownCosts = 2,
            SavedUsd = 1.5m,
            CacheHitRate = 0.25m,
            LatencyP50Ms = 640.4m,
            LatencyP95Ms = 2310m,
            TtftP50Ms = 85.2m,
            TtftP95Ms = 190m,
        };

    public static ProviderComparisonDocument Comparison(long requests, params string[] providers) => new()
    {
        From = Start - TimeSpan.FromDays(1),
        To = Start,
        Total = Figures(requests),
        Providers = [.. providers.Select(name => new ComparedProviderDocument { Provider = name, Share = 1m / providers.Length, Figures = Figures(requests), Models = [] })],
    };

    /// <summary>Metrics by the hour, grouped by nothing; every third slice is empty.</summary>
    public static MetricsDocument Metrics(int slices, params string[] metrics) => Metrics(slices, [new Dictionary<string, string?>()], metrics);

    public static MetricsDocument Metrics(int slices, IReadOnlyList<IReadOnlyDictionary<string, string?>> groups, params string[] metrics) => new()
    {
        From = Start - TimeSpan.FromHours(slices),
        To = Start,
        Step = "1h",
        TimeZone = "UTC",
        Metrics = [.. metrics.Select(metric => new MetricUnitDocument(metric, ""))],
        GroupBy = [.. groups.SelectMany(group => group.Keys).Distinct()],
        Cut = "total",
        Total = metrics.ToDictionary(metric => metric, decimal? (_) => 1),
        Groups =
        [
            .. groups.Select(group => new MetricGroupDocument
            {
                Key = group,
                Total = metrics.ToDictionary(metric => metric, decimal? (_) => 1),
                Points =
                [
                    .. Enumerable.Range(0, slices).Select(index => new MetricPointDocument(
                        Start - TimeSpan.FromHours(slices - index), metrics.ToDictionary(metric => metric, metric => index % 3 == 2 ? null : Value(metric, index)))),
                ],
            }),
        ],
    };

    public static LiveMetricsDocument Live(long requests) => new()
    {
        At = Start,
        Windows = [new LiveWindowDocument(Start - TimeSpan.FromMinutes(1), Start, Figures(requests)), new LiveWindowDocument(Start - TimeSpan.FromMinutes(5), Start, Figures(requests))],
    };

    public static AiHealthDocument Health(params (string Provider, string Status, string? Reason)[] providers) => new()
    {
        Status = providers.Any(one => one.Status == "critical") ? "critical" : providers.Any(one => one.Status == "warning") ? "warning" : "healthy",
        At = Start,
        Gateway = "a",
        Own = new HealthVerdictDocument("healthy", null),
        Resources = [],
        Findings = [],
        Providers = [.. providers.Select(one => ProviderHealth(one.Provider, one.Status, one.Reason))],
        History = [],
        Tasks = [],
        Changes = [],
        Optimization = [],
    };

    public static ProviderHealthDocument ProviderHealth(string provider, string status, string? reason = null, params DeploymentHealthDocument[] deployments) => new()
    {
        Name = provider,
        Status = status,
        Reason = reason,
        Since = Start - TimeSpan.FromMinutes(5),
        Simulated = false,
        Reliability = 98.5,
        Deployments = deployments,
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

    private static decimal? Value(string metric, int index) => metric switch
    {
        "requests" => 100 + index,
        "errors" => index % 5,
        "cost" or "cost_saved" => 0.01m * index,
        "error_rate" => 0.02m,
        _ => 640 + index,
    };
}
