using HybridAi.Client.AiPerformance;
using HybridAi.Client.Metrics;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;

namespace HybridAi.Gateway.Tests.AiPerformance;

/// <summary>What the endpoints answer from rollups, against sums over the requests themselves.</summary>
public sealed class FiguresTests(PerformanceServers servers) : IClassFixture<PerformanceServers>
{
    private IEnumerable<UsageRecord> Of(DateTimeOffset from, DateTimeOffset to) =>
        servers.Records.Where(record => record.OrganizationId == OrganizationId.Default && record.At >= from && record.At < to);

    [Theory]
    [InlineData(false, "1h")]
    [InlineData(true, "1h")]
    [InlineData(false, "24h")]
    [InlineData(true, "24h")]
    [InlineData(false, "7d")]
    [InlineData(true, "7d")]
    public async Task Totals_points_providers_and_models_add_up_to_the_requests(bool postgres, string time)
    {
        var client = servers.On(postgres).Client(Role.Viewer);
        var answer = await client.PerformanceMetricsAsync(new() { Time = time });
        var records = Of(answer.From, answer.To).ToList();
        Check(records, answer.Total);
        Assert.Equal(records.Count, answer.Points.Sum(point => point.Figures.Requests));
        for (var i = 0; i < answer.Points.Count - 1; i++)
            Check(Of(answer.Points[i].From, answer.Points[i + 1].From).ToList(), answer.Points[i].Figures);
        foreach (var provider in answer.Providers)
        {
            var own = records.Where(record => record.Provider == provider.Provider).ToList();
            Check(own, provider.Figures);
            Assert.Equal(decimal.Round(own.Count / (decimal)records.Count, 6), provider.Share);
            foreach (var model in provider.Models)
                Check(own.Where(record => record.Model == model.Model).ToList(), model.Figures);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Costs_are_exact_by_model_user_and_slice(bool postgres)
    {
        var client = servers.On(postgres).Client(Role.Viewer);
        foreach (var filter in new PerformanceFilter[] { new(), new() { Provider = "openai" }, new() { User = PerformanceServers.Ben, Model = "claude-sonnet-4-6" } })
        {
            var costs = await client.CostMetricsAsync(filter with { Time = "24h" });
            var records = Of(costs.From, costs.To).Where(record => Meets(record, filter)).ToList();
            Assert.NotEmpty(records);
            Assert.Equal((records.Count, Usd(records), records.Count(record => record.Cost is null)), ((int)costs.Total.Requests, costs.Total.CostUsd, (int)costs.Total.UnknownCosts));
            Assert.Equal(records.Sum(record => record.Saved?.Usd ?? 0), costs.Total.SavedUsd);
            Assert.Equal(costs.Total.UnknownCosts > 0 ? null : decimal.Round(Usd(records) / records.Count, 9), costs.Total.CostPerRequestUsd);
            for (var i = 0; i < costs.Points.Count - 1; i++)
                Assert.Equal(Usd(records.Where(record => record.At >= costs.Points[i].From && record.At < costs.Points[i + 1].From)), costs.Points[i].CostUsd);
            Assert.Equal(
                records.GroupBy(record => record.Model).Select(group => (group.Key, Usd(group))).Order(), costs.Models.Select(model => (model.Model, model.Figures.CostUsd)).Order());
            Assert.Equal(
                records.GroupBy(record => record.UserId?.ToString()).Select(group => (group.Key, Usd(group))).Order(), costs.Users.Select(user => (user.User, user.Figures.CostUsd)).Order());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Trends_compare_with_as_long_a_time_before(bool postgres)
    {
        var summary = await servers.On(postgres).Client(Role.Viewer).AnalyticsSummaryAsync(new() { Time = "24h" });
        var (now, before) = (Of(summary.From, summary.To).ToList(), Of(summary.PreviousFrom, summary.From).ToList());
        Assert.Equal(summary.To - summary.From, summary.From - summary.PreviousFrom);
        Check(now, summary.Total);
        Check(before, summary.Previous);
        // All of this time has passed: the clock stands at a whole hour.
        Assert.Equal(Change(now.Count, before.Count), summary.Trends.Requests);
        Assert.Equal(Change(now.Count(Failed), before.Count(Failed)), summary.Trends.Errors);
        Assert.Equal(Change(Usd(now), Usd(before)), summary.Trends.Cost);
        Assert.Equal(Change(Tokens(now), Tokens(before)), summary.Trends.Tokens);
        Assert.Equal(["openai", "anthropic", "groq"], summary.Providers.Select(provider => provider.Provider));
        var groq = summary.Providers.Single(provider => provider.Provider == "groq");
        Assert.Equal(Change(Usd(now.Where(record => record.Provider == "groq")), Usd(before.Where(record => record.Provider == "groq"))), groq.Trends.Cost);
        Assert.Null(groq.Trends.Errors);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Patterns_of_a_user_count_its_hours(bool postgres)
    {
        var patterns = await servers.On(postgres).Client(Role.Viewer).UsagePatternMetricsAsync(new() { Time = "24h", User = PerformanceServers.Anna, Provider = "groq" });
        var records = Of(patterns.From, patterns.To).Where(record => record.UserId?.Value == PerformanceServers.Anna && record.Provider == "groq").ToList();
        Assert.Equal(Enumerable.Range(0, 24).Select(hour => records.LongCount(record => record.At.Hour == hour)), patterns.Hours.Select(hour => hour.Requests));
        Assert.Equal(records.Count, patterns.Models.Single().Figures.Requests);
        Assert.Equal(PerformanceServers.Anna.ToString(), patterns.Users.Single().User);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_last_minutes_are_whole_ones(bool postgres)
    {
        var client = servers.On(postgres).Client(Role.Viewer);
        var live = await client.RealTimeMetricsAsync(new() { Time = "1h" });
        foreach (var window in live.Windows)
            Check(Of(window.From, window.To).ToList(), window.Figures);
        Assert.Equal([1, 5, 60], live.Windows.Select(window => (window.To - window.From).TotalMinutes));
        foreach (var provider in live.Providers)
            Check(Of(live.Windows[1].From, live.Windows[1].To).Where(record => record.Provider == provider.Provider).ToList(), provider.Figures);
        Assert.Equal(live.Windows[1].Figures.Requests, live.Providers.Sum(provider => provider.Figures.Requests));
        var models = await client.PerformanceModelsAsync("openai", new() { Time = "24h" });
        foreach (var model in models.Models.Where(model => model.Figures.Requests > 0))
            Check(Of(models.From, models.To).Where(record => record.Model == model.Model).ToList(), model.Figures);
        Assert.Equal(2, models.Models.Count(model => model.Figures.Requests > 0));
        Assert.All(models.Models, model => Assert.True(model.Listed));
        var providers = await client.PerformanceProvidersAsync(new() { Time = "24h" });
        Assert.Equal(["anthropic", "groq", "mistral", "openai"], providers.Providers.Select(provider => provider.Provider).Order());
        Assert.Equal([("mistral", true), ("anthropic", false)], providers.Providers.Where(provider => !provider.Usable).Select(provider => (provider.Provider, provider.Configured)));
    }

    /// <summary>Figures are those of the requests, percentiles within 1 %.</summary>
    internal static void Check(IReadOnlyList<UsageRecord> records, MetricFiguresDocument figures)
    {
        var errors = records.Count(Failed);
        var succeeded = records.Where(record => record.Outcome == UsageOutcome.Succeeded).ToList();
        Assert.Equal((records.Count, errors, records.Count(record => record.Outcome == UsageOutcome.Cancelled)), ((int)figures.Requests, (int)figures.Errors, (int)figures.Cancelled));
        Assert.Equal(succeeded.Count + errors == 0 ? null : decimal.Round(succeeded.Count / (decimal)(succeeded.Count + errors), 6), figures.SuccessRate);
        Assert.Equal((records.Sum(record => record.Usage.TotalInput), records.Sum(record => record.Usage.TotalOutput)), (figures.InputTokens, figures.OutputTokens));
        Assert.Equal((Usd(records), records.Count(record => record.Cost is null)), (figures.CostUsd, (int)figures.UnknownCosts));
        var durations = succeeded.Select(record => record.Duration.TotalMilliseconds).Order().ToList();
        if (durations.Count == 0)
        {
            Assert.Null(figures.LatencyP50Ms);
            return;
        }

        Assert.Equal(decimal.Round((decimal)durations.Average(), 3), figures.LatencyAvgMs);
        foreach (var (rank, value) in new[] { (0.5, figures.LatencyP50Ms), (0.95, figures.LatencyP95Ms), (0.99, figures.LatencyP99Ms) })
            CheckLatency(records, rank, value);
    }

    /// <summary>Within 1 % of the duration at that rank of those that succeeded; null of none.</summary>
    internal static void CheckLatency(IReadOnlyList<UsageRecord> records, double rank, decimal? value)
    {
        var durations = records.Where(record => record.Outcome == UsageOutcome.Succeeded).Select(record => record.Duration.TotalMilliseconds).Order().ToList();
        Assert.Equal(durations.Count == 0, value is null);
        if (value is null)
            return;
        var exact = durations[(int)(rank * (durations.Count - 1))];
        Assert.InRange((double)value, exact * 0.9899, exact * 1.0101);
    }

    private static bool Meets(UsageRecord record, PerformanceFilter filter) =>
        (filter.Provider is null || record.Provider == filter.Provider) && (filter.Model is null || record.Model == filter.Model) && (filter.User is null || record.UserId?.Value == filter.User);

    internal static bool Failed(UsageRecord record) => record.Outcome is UsageOutcome.Failed or UsageOutcome.Interrupted;

    private static decimal Usd(IEnumerable<UsageRecord> records) => records.Sum(record => record.Cost?.Usd ?? 0);

    private static long Tokens(IEnumerable<UsageRecord> records) => records.Sum(record => record.Usage.TotalInput + record.Usage.TotalOutput);

    private static decimal? Change(decimal now, decimal before) => decimal.Round((now - before) / before, 6);
}
