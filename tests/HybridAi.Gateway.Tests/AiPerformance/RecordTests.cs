using HybridAi.Client.AiPerformance;
using HybridAi.Client.Budgets;
using HybridAi.Client.Errors;
using HybridAi.Core.Resilience;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Recording;
using HybridAi.Gateway.Tests.Management;
using HybridAi.TestServers;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.AiPerformance;

public sealed class SqliteRecordTests() : RecordTests(null);

public sealed class PostgresRecordTests(PostgresFixture postgres) : RecordTests(postgres);

/// <summary>Calls that were made outside of the gateway are recorded once, priced and counted as its own are, and disturb nothing that speaks of the gateway itself.</summary>
public abstract class RecordTests(PostgresFixture? postgres) : IAsyncLifetime
{
    private const string Path = "/api/v1/ai-performance/metrics/record";
    private readonly ManagementServer _server = new() { Postgres = postgres };

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private DateTimeOffset Now => _server.Time.GetUtcNow();

    [Fact]
    public async Task A_call_is_priced_by_the_catalog_and_found_in_usage_and_metrics()
    {
        var id = Guid.CreateVersion7(Now.AddMinutes(-10));
        var answer = await _server.Client(Role.Operator).RecordUsageAsync(new RecordUsageRequest
        {
            Id = id, Provider = "Claude", Model = "claude-sonnet-4-6", Tokens = new RecordedTokens { Input = 1000, CachedInput = 2000, Output = 100 }, LatencyMs = 812.3456, TtftMs = 90,
            Streamed = true, User = "u-1", Session = "s", Task = "t", Tags = ["a", "b"],
        });
        var call = Assert.Single(answer.Records);
        // The catalog's prices of a million: 3 dollars, 0.30 from the cache, 15 out.
        Assert.Equal((id, Now.AddMinutes(-10), "succeeded", 0.003m + 0.0006m + 0.0015m, "catalog"), (call.Id, call.At, call.Outcome, call.CostUsd, call.CostSource));
        var record = await _server.Client(Role.Operator).RequestAsync(call.RequestId);
        Assert.Equal(("external", "anthropic", "claude-sonnet-4-6", "external", true, 200, 812.346, 90d), (record.Api, record.Provider, record.Model, record.Deployment, record.Streamed, record.Status, record.DurationMs, record.TimeToFirstTokenMs));
        Assert.Equal((1000, 2000, 100, "s", "t"), (record.Usage.Input, record.Usage.CachedInput, record.Usage.Output, record.Session, record.Task));
        Assert.Equal(["a", "b"], record.Tags);
        // Hashed, as the users of requests are.
        Assert.NotEqual("u-1", record.EndUser);
        await PerformanceServers.RollAsync(_server);
        var costs = await _server.Client(Role.Viewer).CostMetricsAsync(new() { Time = "1h", Provider = "claude" });
        Assert.Equal((1, 0.0051m, 3000, 100), ((int)costs.Total.Requests, costs.Total.CostUsd, costs.Total.InputTokens, costs.Total.OutputTokens));
    }

    [Fact]
    public async Task The_same_id_answers_the_same_and_adds_nothing_also_at_once()
    {
        var client = _server.Client(Role.Operator);
        var call = new RecordUsageRequest { Id = Guid.CreateVersion7(Now), Provider = "openai", Model = "gpt-5.4-mini", Tokens = new RecordedTokens { Input = 10, Output = 5 }, LatencyMs = 0.1234 };
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.RecordUsageAsync(call)));
        var again = await client.RecordUsageAsync(call);
        Assert.All(answers, answer => Assert.Equal(again.Records, answer.Records));
        Assert.Single((await _server.Client(Role.Viewer).UsageAsync()).Data);

        var changed = await Assert.ThrowsAsync<HybridAiApiException>(() => client.RecordUsageAsync(call with { Tokens = new RecordedTokens { Input = 11 } }));
        Assert.Equal((409, "id_reused", "id"), ((int)changed.Status, changed.Code, changed.Param));
    }

    [Fact]
    public async Task Costs_are_the_callers_the_catalogs_nothing_or_unknown_but_never_zero_for_want_of_a_price()
    {
        var client = _server.Client(Role.Operator);
        var answer = await client.RecordUsageAsync(new RecordUsageRequest
        {
            Records =
            [
                Call() with { CostUsd = 0.125m }, Call(), Call() with { Provider = "elsewhere", Model = "theirs" }, Call() with { Tokens = null, Status = 503 }, Call() with { Tokens = null },
                Call() with { Status = 499 }, Call() with { Status = 429, CostUsd = 0 },
            ],
        });
        Assert.Equal(["provider", "catalog", "unknown", "free", "unknown", "catalog", "provider"], answer.Records.Select(record => record.CostSource));
        Assert.Equal([0.125m, null, 0m, null, 0m], answer.Records.Where((_, i) => i is not (1 or 5)).Select(record => record.CostUsd));
        Assert.Equal(["succeeded", "succeeded", "succeeded", "failed", "succeeded", "cancelled", "failed"], answer.Records.Select(record => record.Outcome));
        Assert.All(answer.Records, record => Assert.Null(record.Id));
        var records = (await _server.Client(Role.Viewer).UsageAsync()).Data;
        Assert.Equal(7, records.Count);
        Assert.Equal(["Overload", "ClientAborted", "RateLimit"], answer.Records.Select(call => records.Single(record => record.Id == call.RequestId).FailureCause).OfType<string>());
    }

    [Fact]
    public async Task A_budget_counts_what_was_spent_and_what_speaks_of_the_gateway_does_not()
    {
        var admin = _server.Client(Role.Administrator);
        await admin.CreateAsync(new SaveBudgetRequest { Name = "all", Scope = "global", DailyLimit = 10 });
        await admin.CreateAsync(new SaveBudgetRequest { Name = "theirs", Scope = "provider", Target = "openai", DailyLimit = 10 });
        var live = _server.Services.GetRequiredService<LiveUsage>();
        live.IsWatched = true;
        var call = Call() with { Id = Guid.CreateVersion7(Now), CostUsd = 2.5m };
        for (var i = 0; i < 3; i++)
            await _server.Client(Role.Operator).RecordUsageAsync(new RecordUsageRequest { Records = [call] });
        // Yesterday's is not today's.
        await _server.Client(Role.Operator).RecordUsageAsync(new RecordUsageRequest { Records = [Call() with { CostUsd = 1, Time = Now.AddDays(-1) }, Call() with { CostUsd = 1, Provider = "groq", Status = 500 }] });
        var status = (await admin.BudgetStatusAsync()).Data;
        Assert.Equal([("all", 3.5m), ("theirs", 2.5m)], status.Select(one => (one.Budget, one.Spent)).Order());
        Assert.Empty(live.Take());
        Assert.Empty(_server.Services.GetRequiredService<DeploymentStatistics>().Seen);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once_and_nothing_is_recorded()
    {
        var at = Now.AddMinutes(2).ToString("O");
        var answer = await _server.SendAsync(
            HttpMethod.Post, Path,
            $$"""
            {"records": [
                {"provider": "openai", "model": "m", "latencyMs": 1},
                {"provider": "no such", "latencyMs": -1, "ttftMs": 1e12, "status": 302, "costUsd": -1, "tokens": {"input": -1, "audioOutput": 2000000000}, "tags": ["a,b"], "user": "\u0000"},
                {"provider": "openai", "model": "m", "time": "{{at}}", "id": "01900000-0000-4000-8000-000000000000"},
                {"provider": "openai", "model": "m", "latencyMs": 5, "ttftMs": 6, "time": "2026-02-01T00:00:00Z"},
                {"provider": "openai", "model": "m", "latencyMs": 5, "id": "{{Guid.CreateVersion7(Now)}}", "time": "{{Now.AddSeconds(-1):O}}"}
            ]}
            """,
            _server.Secret(Role.Operator));
        Assert.Equal((400, "invalid_value", "records[1].provider"), (answer.Status, answer.Code, answer.Param));
        Assert.All(
            [
                "records[1].model", "records[1].latencyMs", "records[1].ttftMs", "records[1].status", "records[1].costUsd", "records[1].tokens.input", "records[1].tokens.audioOutput", "records[1].tags",
                "records[1].user", "records[2].latencyMs", "records[2].id", "records[2].time' must not be in the future", "records[3].ttftMs", "records[3].time' must not be before 2026-02-22",
                "records[4].time' must be the time that 'id' carries",
            ],
            said => Assert.Contains("'" + said, answer.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("records[0]", answer.Message, StringComparison.Ordinal);
        Assert.Empty((await _server.Client(Role.Viewer).UsageAsync()).Data);
    }

    [Theory]
    [InlineData("""{"provider":"openai","model":"m","latencyMs":1,"color":"red"}""", "unknown_field")]
    [InlineData("""{"provider":"openai","model":"m","latencyMs":"fast"}""", "invalid_type")]
    [InlineData("""{"provider":"openai","model":"m","latencyMs":1,"costUsd":"much"}""", "invalid_type")]
    [InlineData("""{"provider":"openai","records":[]}""", "invalid_value")]
    [InlineData("""{"records":[null]}""", "invalid_value")]
    [InlineData("""[]""", "invalid_json")]
    public async Task A_document_of_another_shape_is_refused(string json, string code)
    {
        var answer = await _server.SendAsync(HttpMethod.Post, Path, json, _server.Secret(Role.Operator));
        Assert.Equal((400, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task At_most_five_hundred_and_no_id_twice()
    {
        var client = _server.Client(Role.Operator);
        var id = Guid.CreateVersion7(Now);
        var twice = await Assert.ThrowsAsync<HybridAiApiException>(() => client.RecordUsageAsync(new RecordUsageRequest { Records = [Call() with { Id = id }, Call(), Call() with { Id = id }] }));
        Assert.Equal("records[2].id", twice.Param);
        await Assert.ThrowsAsync<HybridAiApiException>(() => client.RecordUsageAsync(new RecordUsageRequest { Records = [.. Enumerable.Repeat(Call(), 501)] }));
        Assert.Equal(500, (await client.RecordUsageAsync(new RecordUsageRequest { Records = [.. Enumerable.Repeat(Call(), 500)] })).Records.Select(record => record.RequestId).Distinct().Count());
        Assert.Equal(403, (await _server.SendAsync(HttpMethod.Post, Path, "{}", _server.Secret(Role.Viewer))).Status);
    }

    [Fact]
    public async Task Who_did_not_get_the_answer_sends_all_again()
    {
        var client = _server.Client(Role.Operator);
        var calls = Enumerable.Range(0, 20).Select(i => Call() with { Id = Guid.CreateVersion7(Now.AddSeconds(-i)) }).ToArray();
        await client.RecordUsageAsync(new RecordUsageRequest { Records = calls[..10] });
        var all = await client.RecordUsageAsync(new RecordUsageRequest { Records = calls });
        Assert.Equal(calls.Select(call => call.Id), all.Records.Select(record => record.Id));
        await _server.Storage.Journal.FlushAsync(default);
        var summary = await _server.Storage.Usage.SummarizeAsync(new UsageQuery { From = Now.AddHours(-1), To = Now.AddHours(1) }, 1, default);
        Assert.Equal(20, summary.Total.Requests);
    }

    private static RecordedCall Call() => new() { Provider = "openai", Model = "gpt-5.4-mini", LatencyMs = 10, Tokens = new RecordedTokens { Input = 10, Output = 5 } };
}
