using System.Net;
using HybridAi.Client.Errors;
using HybridAi.Client.Providers;
using HybridAi.Core.Costs;
using HybridAi.Core.Jobs;
using HybridAi.Core.Providers.Testing;
using HybridAi.Core.Tenancy;
using HybridAi.TestServers;

namespace HybridAi.Gateway.Tests.Management;

public sealed class SqliteProviderTestTests() : ProviderTestTests(null);

public sealed class PostgresProviderTestTests(PostgresFixture postgres) : ProviderTestTests(postgres);

/// <summary>Tests of providers, as those see them who ask for them. What they are made of is the worker's.</summary>
public abstract class ProviderTestTests(PostgresFixture? postgres) : IAsyncLifetime
{
    private const string Job = "provider-tests";

    private readonly ManagementServer _server = new() { Postgres = postgres };

    private IProviderTestStore Store => _server.Storage.ProviderTests;

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        await _server.Storage.JobQueue.AnnounceAsync([new JobDefinition(Job, "Tests.", "1m", true, null)], default);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task One_that_is_asked_for_waits_for_a_worker_at_once_and_no_other_is_taken_meanwhile()
    {
        var (viewer, operating) = (_server.Client(Role.Viewer), _server.Client(Role.Operator));
        var asked = await operating.TestProviderAsync("OpenAI", new TestProviderRequest { Kinds = ["benchmark", "stress"], Model = "gpt-4.1", Requests = 3, MaxConcurrency = 2, MaxCostUsd = 1.5m });
        Assert.Equal(("openai", "waiting", 1.5m, 0m, null, null), (asked.Provider, asked.State, asked.MaxCostUsd, asked.CostUsd, asked.Report, asked.Comparison));
        Assert.Equal(["benchmark", "stress"], asked.Kinds);
        var kept = (await Store.FindAsync("openai", asked.Id, default))!.Plan;
        Assert.Equal((false, true, true, "gpt-4.1", 3, 2), (kept.Functional, kept.Benchmark, kept.Stress, kept.Model, kept.Requests, kept.MaxConcurrency));
        Assert.Equal(asked.Id, Assert.Single((await viewer.ProviderTestsAsync("openai")).Data).Id);
        Assert.True(await _server.Storage.JobQueue.HasWorkAsync([Job], default));
        Assert.Equal(("openai", true), (await _server.AuditAsync("provider.test"))[0] is { Target: var target, After: { } after } ? (target, after.Contains("benchmark", StringComparison.Ordinal)) : default);

        var refused = await Assert.ThrowsAsync<HybridAiApiException>(() => operating.TestProviderAsync("openai", new TestProviderRequest()));
        Assert.Equal((HttpStatusCode.Conflict, "test_under_way"), (refused.Status, refused.Code));
        Assert.Contains(asked.Id.ToString(), refused.Message);
        var plain = await _server.SendAsync(HttpMethod.Post, "/api/providers/groq/test", null, _server.Secret(Role.Operator));
        Assert.True(plain.Status == 202, plain.Json.ToString());
        Assert.Equal("functional", plain.Json.GetProperty("kinds")[0].GetString());
    }

    [Fact]
    public async Task A_report_is_compared_with_the_last_one_before_of_the_same_model_or_the_one_that_is_named()
    {
        var first = await DoneAsync("m1", ProviderCheckOutcome.Passed, 10);
        await DoneAsync("m2", ProviderCheckOutcome.Passed, 99);
        var second = await DoneAsync("m1", ProviderCheckOutcome.Passed, 20);
        var third = await DoneAsync("m1", ProviderCheckOutcome.Failed, 30);
        var viewer = _server.Client(Role.Viewer);
        Assert.Null((await viewer.ProviderTestAsync("openai", first)).Comparison);
        var read = await viewer.ProviderTestAsync("openai", third);
        Assert.Equal(("done", 0.25m, "m1", "failed", "It broke."), (read.State, read.CostUsd, read.Report!.Model, read.Report.Checks[0].Outcome, read.Report.Checks[0].Message));
        Assert.Equal((second, "passed", "failed"), (read.Comparison!.With, read.Comparison.Checks[0].Before, read.Comparison.Checks[0].After));
        Assert.Equal(("firstContentMs.p50", 20.0, 30.0), read.Comparison.Figures[0] is var figure ? (figure.Name, figure.Before, figure.After) : default);
        Assert.Equal((first, 10.0), (await viewer.ProviderTestAsync("openai", third, first)).Comparison is { } other ? (other.With, other.Figures[0].Before) : default);
        var page = await viewer.ProviderTestsAsync("openai", limit: 3);
        Assert.Equal(third, page.Data[0].Id);
        Assert.Equal(first, Assert.Single((await viewer.ProviderTestsAsync("openai", page.Next, 3)).Data).Id);
    }

    [Theory]
    [InlineData("openai", """{"kinds":[]}""", 400, "'kinds' must name")]
    [InlineData("openai", """{"kinds":["load"],"requests":0,"maxConcurrency":65,"maxCostUsd":0}""", 400, "4 fields are wrong: 'kinds[0]' must be functional, benchmark or stress; 'requests' must be 1 to 1000; 'maxConcurrency' must be 1 to 64; 'maxCostUsd'")]
    [InlineData("openai", """{"maxCostUsd":100.01}""", 400, "'maxCostUsd' must be above 0 and at most 100")]
    [InlineData("openai", """{"model":"text-embedding-3-small"}""", 400, "'model' is no chat model")]
    [InlineData("openai", """{"embeddingModel":"gpt-4.1"}""", 400, "'embeddingModel' makes no vectors")]
    [InlineData("openai", """{"model":"nothing-of-the-kind"}""", 400, "'model' is no model of openai")]
    [InlineData("openai", """{"kind":"functional"}""", 400, "kind")]
    [InlineData("openai", "[]", 400, "JSON object")]
    [InlineData("nobody", "{}", 404, "provider 'nobody'")]
    public async Task What_makes_no_sense_is_refused_with_all_that_is_wrong(string provider, string json, int status, string told)
    {
        var answer = await _server.SendAsync(HttpMethod.Post, $"/api/providers/{provider}/test", json, _server.Secret(Role.Operator));
        Assert.Equal(status, answer.Status);
        Assert.Contains(told, answer.Json.GetProperty("error").GetProperty("message").GetString());
        Assert.Empty((await Store.ListAsync("openai", null, 10, default)).Items);
        Assert.Empty(await _server.AuditAsync("provider.test"));
    }

    [Theory]
    [InlineData("/api/providers/openai/tests/nothing", 404, "not_found")]
    [InlineData("/api/providers/openai/tests/01900000-0000-7000-8000-0000000000ff", 404, "not_found")]
    [InlineData("/api/providers/nobody/tests", 404, "not_found")]
    [InlineData("/api/providers/openai/tests?limit=0", 400, "invalid_value")]
    [InlineData("/api/providers/openai/tests?cursor=x", 400, "invalid_value")]
    [InlineData("/api/providers/openai/tests?state=done", 400, "unknown_parameter")]
    public async Task What_is_not_there_is_not_found(string path, int status, string code)
    {
        var answer = await _server.AsAdministratorAsync(HttpMethod.Get, path);
        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_comparison_with_what_is_not_there_and_a_paused_job_are_told()
    {
        var only = await DoneAsync("m1", ProviderCheckOutcome.Passed, 10);
        var answer = await _server.AsAdministratorAsync(HttpMethod.Get, $"/api/providers/openai/tests/{only}?compare=x");
        Assert.Equal((400, "invalid_value"), (answer.Status, answer.Code));
        await _server.Client(Role.Administrator).PauseJobAsync(Job);
        var refused = await Assert.ThrowsAsync<HybridAiApiException>(() => _server.Client(Role.Operator).TestProviderAsync("openai", new TestProviderRequest()));
        Assert.Equal("job_paused", refused.Code);
        Assert.Single((await Store.ListAsync("openai", null, 10, default)).Items);
    }

    // As a worker does.
    private async Task<Guid> DoneAsync(string model, ProviderCheckOutcome outcome, double firstContent)
    {
        _server.Time.Advance(TimeSpan.FromSeconds(10));
        var (now, queue) = (_server.Time.GetUtcNow(), _server.Storage.JobQueue);
        var test = new ProviderTest { Id = Guid.CreateVersion7(now), At = now, Provider = "openai", Plan = new ProviderTestPlan() };
        await Store.AddAsync(test, null, default);
        // Postgres goes by its own clock, and nothing is due again that was before the job was known.
        await queue.EnqueueAsync(Job, now.AddYears(100), null, default);
        var fence = (await queue.ClaimAsync([Job], "one", TimeSpan.FromMinutes(5), 3, default))!.Fence;
        var taken = (await Store.TakeAsync(fence, now, default))!;
        var report = new ProviderTestReport
        {
            Model = model, Checks = [new ProviderCheck("plain", outcome, outcome == ProviderCheckOutcome.Failed ? "It broke." : null, 200, 5)],
            Latency = new ProviderLatency(1, 0, new SamplePercentiles(firstContent, firstContent, firstContent), null, null, null),
        };
        await Store.SaveAsync(taken with { State = ProviderTestState.Done, FinishedAt = now, Progress = 1, Spent = Cost.FromUsd(0.25m), Report = report }, fence, now, default);
        await queue.FinishAsync(fence, null, new Dictionary<string, long>(), default);
        return test.Id;
    }
}
