using HybridAi.Client.Metrics;
using HybridAi.Core.Costs;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Tests.Management;
using HybridAi.TestServers;

namespace HybridAi.Gateway.Tests.Metrics;

public sealed class SqliteMetricsTests() : MetricsTests(null);

public sealed class PostgresMetricsTests(PostgresFixture postgres) : MetricsTests(postgres);

/// <summary>The metrics API. Its clock stands at 12:00 UTC of the first of March.</summary>
public abstract class MetricsTests(PostgresFixture? postgres) : IAsyncLifetime
{
    private static readonly Guid Anna = new("01900000-0000-7000-8000-0000000000a1"), Ben = new("01900000-0000-7000-8000-0000000000b1");
    private readonly ManagementServer _server = new() { Postgres = postgres };

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private DateTimeOffset Now => _server.Time.GetUtcNow();

    [Fact]
    public async Task A_series_has_every_slice_and_each_metric_by_group()
    {
        await AddAsync(
            Record(-90, "openai", "a"), Record(-30, "openai", "a", failed: true), Record(-30, "openai", "b"), Record(-29, "groq", "c") with { Cost = null }, Record(-29, null, null, failed: true));
        var answer = await _server.Client(Role.Viewer).MetricsAsync(
            new MetricsFilter { Metrics = ["requests", "errors", "success_rate", "cost", "unknown_costs", "latency_p50", "requests_per_second", "cache_hit_rate"], Range = "1h", GroupBy = ["provider"] });
        Assert.Equal(("1m", "UTC", "models", Now.AddHours(-1), Now), (answer.Step, answer.TimeZone, answer.Cut, answer.From, answer.To));
        Assert.Equal(["openai", null, "groq"], answer.Groups.Select(group => group.Key["provider"]).OrderByDescending(name => name == "openai").ThenBy(name => name is not null));
        var openai = answer.Groups[0];
        Assert.Equal((2m, 1m, 0.5m, 0.002m, 0m, null), (openai.Total["requests"], openai.Total["errors"], openai.Total["success_rate"], openai.Total["cost"], openai.Total["unknown_costs"], openai.Total["cache_hit_rate"]));
        Assert.InRange(openai.Total["latency_p50"]!.Value, 118.8m, 121.2m);
        Assert.Equal(decimal.Round(2 / 3600m, 6), openai.Total["requests_per_second"]);
        Assert.Equal(60, openai.Points.Count);
        Assert.Equal((2m, decimal.Round(2 / 60m, 6)), (openai.Points[30].Values["requests"], openai.Points[30].Values["requests_per_second"]));
        Assert.Equal((Now.AddMinutes(-29), 0m, null), (openai.Points[31].From, openai.Points[31].Values["requests"], openai.Points[31].Values["success_rate"]));
        Assert.Equal((4m, 2m, 1m), (answer.Total["requests"], answer.Total["errors"], answer.Total["unknown_costs"]));
        Assert.Contains(answer.Metrics, metric => metric is { Name: "cost", Unit: "USD" });
    }

    [Fact]
    public async Task Conditions_narrow_groups_are_bounded_and_the_rest_is_other()
    {
        await AddAsync([.. Enumerable.Range(0, 6).Select(i => Record(-10, "openai", $"m{i}")), .. Enumerable.Range(0, 2).Select(_ => Record(-10, "openai", "m5")), Record(-10, "groq", "m5")]);
        var answer = await _server.Client(Role.Viewer).MetricsAsync(
            new MetricsFilter { GroupBy = ["model"], Limit = 1, Where = new Dictionary<string, string> { ["provider"] = "openai" } });
        Assert.Equal("5m", answer.Step);
        Assert.Equal(["m5", null], answer.Groups.Select(group => group.Key.GetValueOrDefault("model")));
        Assert.Equal([(false, 3m), (true, 5m)], answer.Groups.Select(group => (group.Other, group.Total["requests"]!.Value)));
        Assert.Equal(8m, answer.Total["requests"]);
        Assert.Empty((await _server.Client(Role.Viewer).MetricsAsync(new MetricsFilter { Where = new Dictionary<string, string> { ["provider"] = "nobody" } })).Groups);
    }

    [Fact]
    public async Task Days_of_a_zone_and_times_of_ones_own()
    {
        // 23:30 UTC of the 27th of February is the 28th in Berlin.
        await AddAsync(Record(-36.5 * 60, "openai", "a"), Record(-60, "openai", "a"));
        var client = _server.Client(Role.Viewer);
        var berlin = await client.MetricsAsync(new MetricsFilter { From = "2026-02-26T23:00:00Z", To = "2026-03-01T23:00:00Z", Step = "1d", TimeZone = "Europe/Berlin" });
        Assert.Equal([0m, 1m, 1m], berlin.Groups[0].Points.Select(point => point.Values["requests"]!.Value));
        Assert.Equal(("Europe/Berlin", new DateTimeOffset(2026, 2, 26, 23, 0, 0, TimeSpan.Zero)), (berlin.TimeZone, berlin.From));
        var utc = await client.MetricsAsync(new MetricsFilter { From = "2026-02-27", To = "2026-03-02", Step = "1d" });
        Assert.Equal([1m, 0m, 1m], utc.Groups[0].Points.Select(point => point.Values["requests"]!.Value));
    }

    [Fact]
    public async Task Organizations_see_their_own_and_the_installations_administrators_all_by_organization()
    {
        await AddAsync(Record(-5, "openai", "a"), Record(-5, "openai", "a") with { OrganizationId = ManagementServer.Other });
        Assert.Equal(1m, (await _server.Client(Role.Viewer, ManagementServer.Other).MetricsAsync()).Total["requests"]);
        Assert.Equal(1m, (await _server.Client(Role.Operator).MetricsAsync()).Total["requests"]);
        var all = await _server.Client(Role.Administrator).MetricsAsync(new MetricsFilter { GroupBy = ["organization"] });
        Assert.Equal(
            new[] { OrganizationId.Default.ToString(), ManagementServer.Other.ToString() }.Order(), all.Groups.Select(group => group.Key["organization"]!).Order());
        Assert.Equal(1, (await _server.Client(Role.Viewer, ManagementServer.Other).LiveMetricsAsync()).Windows[1].Figures.Requests);
    }

    [Theory]
    [InlineData("metric=speed,cost", "'metric' names 'speed'", "latency_p95")]
    [InlineData("metric=a,b,c,d,e,f,g,h,i,j,k", "'metric'", "at most 10")]
    [InlineData("range=2h", "'range' must be one of 1h, 24h, 7d, 30d")]
    [InlineData("range=1h&from=2h", "'range' cannot be given together")]
    [InlineData("from=1h&to=2h", "'from' must be before 'to'")]
    [InlineData("from=nonsense&step=2m&group=color&limit=0&timezone=Mars%2FBase&user=me", "'from'", "'step' must be", "'group' names 'color'", "'limit'", "'timezone'", "'user' must be an id")]
    [InlineData("from=0001-01-01", "1970")]
    [InlineData("from=30d&step=1m", "'step' divides this range into more than 2500")]
    [InlineData("group=provider,model,user", "'group' must name at most 2")]
    [InlineData("group=user,region", "user, region together", "provider, model, deployment, region, cache, cause")]
    [InlineData("group=task&deployment=d", "task, deployment together", "task, provider, model")]
    public async Task What_is_wrong_is_said_all_at_once(string query, params string[] said)
    {
        var answer = await _server.AsAdministratorAsync(HttpMethod.Get, "/api/metrics?" + query);
        Assert.Equal((400, "invalid_value"), (answer.Status, answer.Code));
        Assert.All(said, text => Assert.Contains(text, answer.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Live_numbers_are_of_the_last_whole_minutes()
    {
        _server.Time.Advance(TimeSpan.FromSeconds(20));
        await AddAsync(Record(-0.1, "openai", "a"), Record(-0.5, "openai", "a"), Record(-1.2, "openai", "a"), Record(-5.2, "openai", "a"), Record(-5.5, "openai", "a"), Record(3, "openai", "a"));
        var live = await _server.Client(Role.Viewer).LiveMetricsAsync();
        Assert.Equal([(2L, Now.AddSeconds(-80)), (3L, Now.AddSeconds(-320))], live.Windows.Select(window => (window.Figures.Requests, window.From)));
        Assert.Equal((Now.AddSeconds(-20), decimal.Round(3 / 300m, 6)), (live.Windows[1].To, live.Windows[1].Figures.RequestsPerSecond));
    }

    [Fact]
    public async Task Providers_are_compared_with_their_models()
    {
        await AddAsync(Record(-90, "openai", "a"), Record(-30, "openai", "b", failed: true), Record(-30, "openai", "b"), Record(-29, "groq", "c"));
        var answer = await _server.Client(Role.Viewer).CompareProvidersAsync(new MetricsFilter { Range = "24h" });
        Assert.Equal([("openai", 0.75m), ("groq", 0.25m)], answer.Providers.Select(provider => (provider.Provider!, provider.Share)));
        Assert.Equal(["b", "a"], answer.Providers[0].Models.Select(model => model.Model));
        Assert.Equal((3L, 1L, 0.666667m, 0.003m), (answer.Providers[0].Figures.Requests, answer.Providers[0].Figures.Errors, answer.Providers[0].Figures.SuccessRate, answer.Providers[0].Figures.CostUsd));
        // A thousandth of a dollar for 15 tokens.
        Assert.Equal(66.666667m, answer.Providers[1].CostPerMillionTokensUsd);
        Assert.Equal(4, answer.Total.Requests);
    }

    [Fact]
    public async Task Patterns_say_when_what_and_who()
    {
        await AddAsync(
            [.. Enumerable.Range(0, 3).Select(_ => By(Anna, Record(-120, "openai", "a"))), By(Anna, Record(-300, "openai", "b")), By(Ben, Record(-300, "groq", "c")), Record(-26 * 60, "openai", "a")]);
        var patterns = await _server.Client(Role.Viewer).UsagePatternsAsync(new MetricsFilter { Range = "7d", TimeZone = "Europe/Berlin" });
        Assert.Equal("Europe/Berlin", patterns.TimeZone);
        // 10:00 UTC, twice, and 07:00 UTC.
        Assert.Equal([11, 8], patterns.PeakHours);
        Assert.Equal([(8, 2L), (11, 4L)], patterns.Hours.Where(hour => hour.Requests > 0).Select(hour => (hour.Hour, hour.Requests)));
        Assert.Equal([("saturday", 1L), ("sunday", 5L)], patterns.Weekdays.Where(day => day.Requests > 0).Select(day => (day.Day, day.Requests)));
        Assert.Equal(["a", "b", "c"], patterns.Models.Select(model => model.Model).Order());
        Assert.Equal(decimal.Round(4 / 6m, 6), patterns.Models[0].Share);
        var anna = patterns.Users.Single(user => user.User == Anna.ToString());
        Assert.Equal((4L, "a", 2, 11, 2, 15m), (anna.Figures.Requests, anna.FavouriteModel, anna.Models, anna.PeakHour, anna.ActiveHours, anna.TokensPerRequest));
        Assert.Equal(400, (await _server.AsAdministratorAsync(HttpMethod.Get, "/api/metrics/patterns?from=91d")).Status);
    }

    private static UsageRecord By(Guid user, UsageRecord record) => record with { UserId = new UserId(user) };

    private UsageRecord Record(double minutes, string? provider, string? model, bool failed = false)
    {
        var at = Now.AddMinutes(minutes);
        return new UsageRecord
        {
            Id = Guid.CreateVersion7(at),
            At = at,
            OrganizationId = OrganizationId.Default,
            KeyId = new KeyId(new Guid("01890000-0000-7000-8000-000000000002")),
            Api = "chat.completions",
            RequestedModel = "m",
            Provider = provider,
            Model = model,
            Deployment = model,
            Status = failed ? 502 : 200,
            Outcome = failed ? UsageOutcome.Failed : UsageOutcome.Succeeded,
            FailureCause = failed ? "Upstream" : null,
            Usage = new TokenUsage { Input = 10, Output = 5 },
            Cost = new Cost(1_000_000),
            CostSource = CostSource.Catalog,
            Duration = TimeSpan.FromMilliseconds(120),
            Attempts = 1,
        };
    }

    private async Task AddAsync(params UsageRecord[] records)
    {
        var storage = _server.Storage;
        await storage.Usage.InsertAsync(records, default);
        foreach (var level in new[] { RollupLevel.Minute, RollupLevel.Hour, RollupLevel.Day })
        {
            foreach (var period in await storage.Rollups.ListNewsAsync(level, DateTimeOffset.MaxValue, 1000, default))
                Assert.Equal(RollupOutcome.Done, await storage.Rollups.RollAsync(level, period, 1000, default));
        }
    }
}
