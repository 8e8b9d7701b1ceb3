using System.Net;
using HybridAi.Client.Errors;
using HybridAi.Client.Metrics;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Tests.AiPerformance;
using HybridAi.Gateway.Tests.Management;
using HybridAi.TestServers;

namespace HybridAi.Gateway.Tests.Metrics;

/// <summary>Metrics that operators define, on both databases, against sums over the requests themselves.</summary>
public sealed class CustomMetricTests(CustomMetricTests.Prepared servers) : IClassFixture<CustomMetricTests.Prepared>
{
    [Theory]
    [InlineData(false, "7d", "1d")]
    [InlineData(true, "7d", "1d")]
    [InlineData(false, "24h", "1h")]
    [InlineData(true, "24h", "1h")]
    public async Task Each_is_of_its_own_requests_in_total_and_in_every_slice(bool postgres, string range, string step)
    {
        var answer = await AskAsync(postgres, range, step, null, "requests", "mini_errors", "mini_errors_p95", "anna_usd", "groq_hits", "anna_ttft");
        Assert.Equal("people", (await AskAsync(postgres, range, step, null, "anna_usd", "mini_errors")).Cut);
        Check(Of(answer.From, answer.To), answer.Total);
        var points = Assert.Single(answer.Groups).Points;
        for (var i = 0; i < points.Count; i++)
            Check(Of(points[i].From, i + 1 < points.Count ? points[i + 1].From : answer.To), points[i].Values);
        Assert.Equal([("requests", "requests"), ("mini_errors", "mistakes"), ("mini_errors_p95", "ms")], answer.Metrics.Take(3).Select(metric => (metric.Name, metric.Unit)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Groups_are_those_of_the_first_and_the_same_in_each(bool postgres)
    {
        // By errors of two models, so that the third and fourth have to be 'other' for all metrics.
        var answer = await AskAsync(postgres, "24h", "1h", "model", "openai_errors", "requests", "mini_errors", "cost");
        Assert.Equal(["gpt-4o-mini", "gpt-5.4-mini"], answer.Groups.Where(group => !group.Other).Select(group => group.Key["model"]!).Order());
        Assert.Equal(3, answer.Groups.Count);
        foreach (var group in answer.Groups)
        {
            var own = Of(answer.From, answer.To).Where(record => group.Other ? record.Provider != "openai" : record.Model == group.Key["model"]).ToList();
            Assert.Equal((own.Count(Failed), own.Count), ((int)group.Total["openai_errors"]!, (int)group.Total["requests"]!));
            Assert.Equal(own.Count(record => Failed(record) && record.Model == "gpt-4o-mini"), (int)group.Total["mini_errors"]!);
            Assert.Equal(own.Sum(record => record.Cost?.Usd ?? 0), group.Total["cost"]);
            for (var i = 0; i < group.Points.Count - 1; i++)
            {
                var slice = own.Where(record => record.At >= group.Points[i].From && record.At < group.Points[i + 1].From).ToList();
                Assert.Equal((slice.Count(Failed), slice.Count), ((int)group.Points[i].Values["openai_errors"]!, (int)group.Points[i].Values["requests"]!));
            }
        }

        var bounded = await servers.On(postgres).Client(Role.Viewer).MetricsAsync(new MetricsFilter { Metrics = ["requests", "openai_errors"], Range = "24h", GroupBy = ["model"], Limit = 1 });
        var all = Of(bounded.From, bounded.To);
        Assert.Equal([false, true], bounded.Groups.Select(group => group.Other));
        Assert.Equal(all.Count(Failed), bounded.Groups.Sum(group => (int)group.Total["openai_errors"]!));
        Assert.Equal(all.Count, bounded.Groups.Sum(group => (int)group.Total["requests"]!));
        Assert.Equal(all.Count(record => Failed(record) && record.Model == bounded.Groups[0].Key["model"]), (int)bounded.Groups[0].Total["openai_errors"]!);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Conditions_of_the_question_hold_besides_its_own(bool postgres)
    {
        var client = servers.On(postgres).Client(Role.Viewer);
        async Task<(int, int)> AskAsync(string dimension, string value, List<UsageRecord> all, Func<UsageRecord, bool> condition)
        {
            var answer = await client.MetricsAsync(
                new MetricsFilter { Metrics = ["openai_errors", "mini_errors"], From = "2026-02-28T00:00:00Z", To = "2026-03-01T00:00:00Z", Where = new Dictionary<string, string> { [dimension] = value } });
            Assert.Equal(all.Count(record => condition(record) && Failed(record)), (int)answer.Total["openai_errors"]!);
            return ((int)answer.Total["openai_errors"]!, (int)answer.Total["mini_errors"]!);
        }

        var day = Of(new DateTimeOffset(2026, 2, 28, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        var (errors, mini) = await AskAsync("model", "gpt-4o-mini", day, record => record.Model == "gpt-4o-mini");
        Assert.True(errors > 0);
        Assert.Equal(errors, mini);
        // What contradicts its own leaves nothing.
        Assert.Equal((0, 0), await AskAsync("provider", "groq", day, record => record.Provider == "groq"));
    }

    [Fact]
    public async Task Another_organization_asks_for_it_of_its_own_requests_and_is_not_told_the_others_names()
    {
        var other = servers.Sqlite.Client(Role.Viewer, ManagementServer.Other);
        var answer = await other.MetricsAsync(new MetricsFilter { Metrics = ["requests", "mini_errors"], Range = "24h" });
        Assert.Equal((1m, 0m), (answer.Total["requests"], answer.Total["mini_errors"]));
        var refused = await Assert.ThrowsAsync<HybridAiApiException>(() => other.MetricsAsync(new MetricsFilter { Metrics = ["nothing"] }));
        Assert.DoesNotContain("mini_errors", refused.Message, StringComparison.Ordinal);
        refused = await Assert.ThrowsAsync<HybridAiApiException>(() => servers.Sqlite.Client(Role.Viewer).MetricsAsync(new MetricsFilter { Metrics = ["nothing"] }));
        Assert.Contains("mini_errors", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"metric":"requests"}""", "'name' is required")]
    [InlineData("""{"name":"With Capitals","metric":"requests"}""", "'name' must consist of lower-case")]
    [InlineData("""{"name":"latency_p95","metric":"cost"}""", "'name' is that of a built-in metric")]
    [InlineData("""{"name":"x"}""", "'metric' is required")]
    [InlineData("""{"name":"x","metric":"mini_errors"}""", "'metric' must be one of requests, succeeded")]
    [InlineData("""{"name":"x","metric":"speed","unit":"123456789012345678901234567890123","filter":{"color":"red","user":"me","organization":"01900000-0000-7000-8000-00000000000b","model":"","region":null}}""",
        "7 fields are wrong", "'metric' must be one of", "'unit' must have at most 32", "'filter.color' is no dimension; there are provider, model", "'filter.user' must be an id", "'filter.organization' must be left out",
        "'filter.model' must have 1 to 256", "'filter.region' must have 1 to 256")]
    [InlineData("""{"name":"x","metric":"cost","filter":{"task":"code","deployment":"d"}}""", "'filter' cannot be answered", "deployment, task together", "task, provider, model")]
    [InlineData("""{"name":"x","metric":"cost","filters":{}}""", "There is no field 'filters'", "filter")]
    public async Task What_is_wrong_is_named_all_at_once(string json, params string[] said)
    {
        var answer = await servers.Sqlite.AsAdministratorAsync(HttpMethod.Post, "/api/metrics/custom", json);
        Assert.Equal(400, answer.Status);
        Assert.All(said, text => Assert.Contains(text, answer.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("\"x\"", (await servers.Sqlite.AsAdministratorAsync(HttpMethod.Get, "/api/metrics/custom")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("metric=anna_usd,cause_503", "'metric' cannot be answered", "user, cause together")]
    [InlineData("metric=anna_usd&group=region", "'group' cannot be answered", "region, user together")]
    [InlineData("metric=anna_usd&task=code", "'task' cannot be answered", "task, user together")]
    public async Task What_no_set_has_together_is_told(string query, params string[] said)
    {
        var answer = await servers.Sqlite.AsAdministratorAsync(HttpMethod.Get, "/api/metrics?" + query);
        Assert.Equal(400, answer.Status);
        Assert.All(said, text => Assert.Contains(text, answer.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_defined_changed_and_deleted_by_operators_and_all_of_it_is_audited(bool postgres)
    {
        var server = servers.On(postgres);
        var client = server.Client(Role.Operator);
        var made = await client.CreateAsync(new SaveCustomMetricRequest
        {
            Name = "own", Metric = "cost", Filter = new Dictionary<string, string?> { ["user"] = PerformanceServers.Anna.ToString("N").ToUpperInvariant(), ["model"] = " gpt-4o-mini " }, Description = "Of Anna.",
        });
        Assert.Equal(("own", 1L, "cost", "USD", null, "Of Anna."), (made.Name, made.Revision, made.Metric, made.Unit, made.OwnUnit, made.Description));
        Assert.Equal(new Dictionary<string, string> { ["model"] = "gpt-4o-mini", ["user"] = PerformanceServers.Anna.ToString("D") }, made.Filter);
        Assert.Equal(HttpStatusCode.Conflict, (await Assert.ThrowsAsync<HybridAiApiException>(() => client.CreateAsync(new SaveCustomMetricRequest { Name = "own", Metric = "cost" }))).Status);
        Assert.Equivalent(made, await server.Client(Role.Viewer).CustomMetricAsync("OWN"));
        var before = (await client.MetricsAsync(new MetricsFilter { Metrics = ["own", "cost"], Range = "7d" })).Total;
        Assert.True(before["own"] < before["cost"]);

        var stale = await Assert.ThrowsAsync<HybridAiApiException>(() => client.ReplaceCustomMetricAsync("own", new SaveCustomMetricRequest { Revision = 7, Metric = "cost" }));
        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
        var changed = await client.ReplaceCustomMetricAsync("own", new SaveCustomMetricRequest { Revision = 1, Metric = "cost", Unit = "$" });
        Assert.Equal((2L, "$", "$", 0), (changed.Revision, changed.Unit, changed.OwnUnit, changed.Filter.Count));
        Assert.Null(changed.Description);
        var after = await client.MetricsAsync(new MetricsFilter { Metrics = ["own", "cost"], Range = "7d" });
        Assert.Equal(after.Total["cost"], after.Total["own"]);
        Assert.Contains((await client.CustomMetricsAsync()).Data, metric => metric.Name == "own");

        await client.DeleteCustomMetricAsync("own", 2);
        var gone = await Assert.ThrowsAsync<HybridAiApiException>(() => client.MetricsAsync(new MetricsFilter { Metrics = ["own"] }));
        Assert.Equal((HttpStatusCode.BadRequest, "metric"), (gone.Status, gone.Param));
        Assert.Equal(HttpStatusCode.NotFound, (await Assert.ThrowsAsync<HybridAiApiException>(() => client.CustomMetricAsync("own"))).Status);
        // The clock stands still, so that they have no order.
        var audit = (await server.AuditAsync("custom-metric.")).Where(entry => entry.Target == "own").OrderBy(entry => entry.Action).ToList();
        Assert.Equal(["custom-metric.create", "custom-metric.delete", "custom-metric.update"], audit.Select(entry => entry.Action));
        Assert.Null(audit[0].Before);
        Assert.Null(audit[1].After);
        Assert.Contains("Of Anna.", audit[2].Before, StringComparison.Ordinal);
    }

    private Task<MetricsDocument> AskAsync(bool postgres, string range, string step, string? group, params string[] metrics) => servers.On(postgres).Client(Role.Viewer).MetricsAsync(
        new MetricsFilter { Metrics = metrics, Range = range, Step = step, GroupBy = group is null ? [] : [group] });

    private List<UsageRecord> Of(DateTimeOffset from, DateTimeOffset to) =>
        [.. servers.Records.Where(record => record.OrganizationId == OrganizationId.Default && record.At >= from && record.At < to)];

    private static void Check(List<UsageRecord> records, IReadOnlyDictionary<string, decimal?> values)
    {
        Assert.Equal(records.Count, values["requests"]);
        Assert.Equal(records.Count(record => Failed(record) && record.Model == "gpt-4o-mini"), values["mini_errors"]);
        Quantile(records.Where(record => record.Model == "gpt-4o-mini" && record.Outcome == UsageOutcome.Succeeded).Select(record => record.Duration), values["mini_errors_p95"]);
        Assert.Equal(records.Where(Annas).Sum(record => record.Cost?.Usd ?? 0), values["anna_usd"]);
        Quantile(records.Where(record => Annas(record) && record.TimeToFirstToken is not null).Select(record => record.TimeToFirstToken!.Value), values["anna_ttft"]);
        var asked = records.Where(record => record.Provider == "groq" && record.Cache is "exact" or "miss").ToList();
        Assert.Equal(asked.Count == 0 ? null : decimal.Round(asked.Count(record => record.Cache == "exact") / (decimal)asked.Count, 6), values["groq_hits"]);

        static bool Annas(UsageRecord record) => record.UserId?.Value == PerformanceServers.Anna;

        static void Quantile(IEnumerable<TimeSpan> times, decimal? told)
        {
            var sorted = times.Order().ToList();
            if (sorted.Count == 0)
                Assert.Null(told);
            else
                Assert.InRange((double)told!.Value, sorted[(int)(0.95 * (sorted.Count - 1))].TotalMilliseconds * 0.9899, sorted[(int)(0.95 * (sorted.Count - 1))].TotalMilliseconds * 1.0101);
        }
    }

    private static bool Failed(UsageRecord record) => record.Outcome == UsageOutcome.Failed;

    /// <summary>The gateways with some metrics.</summary>
    public sealed class Prepared(PostgresFixture postgres) : IAsyncLifetime
    {
        private readonly PerformanceServers _servers = new(postgres);

        public IReadOnlyList<UsageRecord> Records => _servers.Records;

        public ManagementServer Sqlite => _servers.Sqlite;

        public ManagementServer On(bool postgres) => _servers.On(postgres);

        public async ValueTask InitializeAsync()
        {
            await _servers.InitializeAsync();
            foreach (var server in new[] { _servers.Sqlite, _servers.Postgres })
            {
                await DefineAsync(server, "mini_errors", "errors", "mistakes", ("provider", "openai"), ("model", "gpt-4o-mini"));
                await DefineAsync(server, "mini_errors_p95", "latency_p95", null, ("provider", "openai"), ("model", "gpt-4o-mini"));
                await DefineAsync(server, "openai_errors", "errors", null, ("provider", "openai"));
                await DefineAsync(server, "anna_usd", "cost", null, ("user", PerformanceServers.Anna.ToString()));
                await DefineAsync(server, "anna_ttft", "ttft_p95", null, ("user", PerformanceServers.Anna.ToString()));
                await DefineAsync(server, "groq_hits", "cache_hit_rate", null, ("provider", "groq"));
                await DefineAsync(server, "cause_503", "requests", null, ("cause", "Overloaded"));
            }
        }

        public ValueTask DisposeAsync() => _servers.DisposeAsync();

        private static async Task DefineAsync(ManagementServer server, string name, string metric, string? unit, params (string Dimension, string Value)[] filter) =>
            await server.Client(Role.Operator).CreateAsync(
                new SaveCustomMetricRequest { Name = name, Metric = metric, Unit = unit, Filter = filter.ToDictionary(one => one.Dimension, one => (string?)one.Value) });
    }
}
