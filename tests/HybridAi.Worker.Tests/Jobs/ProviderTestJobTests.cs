using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using HybridAi.Core.Events;
using HybridAi.Core.Jobs;
using HybridAi.Core.Providers.Testing;
using HybridAi.Node.Providers;
using HybridAi.Node.Providers.Testing;
using HybridAi.Node.Snapshots;
using HybridAi.Simulator;
using HybridAi.TestServers;
using HybridAi.Worker.Jobs.ProviderTesting;
using HybridAi.Worker.Tests.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAi.Worker.Tests.Jobs;

public sealed class ProviderTestJobOnSqliteTests() : ProviderTestJobTests(null);

public sealed class ProviderTestJobOnPostgresTests(PostgresFixture postgres) : ProviderTestJobTests(postgres);

/// <summary>Tests of all the simulated providers, which keep their own invoice.</summary>
public abstract class ProviderTestJobTests(PostgresFixture? postgres) : IAsyncLifetime
{
    private const string Job = "provider-tests";

    private readonly WebApplication _simulator = SimulatorHost.Build(new SimulatorOptions());
    private WorkerNode _worker = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        await _simulator.StartAsync();
        var address = new Uri(_simulator.Urls.First());
        _http = new HttpClient { BaseAddress = address };
        _worker = await WorkerNode.StartAsync(postgres, SimulatedProviders.At(address), []);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _worker.DisposeAsync();
        await _simulator.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Every_provider_passes_at_the_cost_that_it_bills()
    {
        var providers = _worker.Get<SnapshotHolder>().Current.Models.Providers.Select(models => models.Provider).ToArray();
        Assert.Equal(8, providers.Length);
        foreach (var provider in providers)
            await AskAsync(provider, new ProviderTestPlan { Benchmark = true, Stress = true, Requests = 4, MaxConcurrency = 3, MaxCostUsd = 5 });
        Assert.Equal(8, (await RunAsync())["done"]);

        foreach (var provider in providers)
        {
            var test = Assert.Single((await Store.ListAsync(provider, null, 10, default)).Items);
            Assert.Equal((ProviderTestState.Done, 1.0, null, 1), (test.State, test.Progress, test.Error, test.Attempts));
            var report = test.Report!;
            Assert.Equal(["plain", "stream", "tools", "structured", "embeddings"], report.Checks.Select(check => check.Name));
            Assert.All(report.Checks, check => Assert.True(check.Outcome == ProviderCheckOutcome.Passed || (check.Outcome == ProviderCheckOutcome.Skipped && check.Name is "embeddings" or "structured"), $"{provider}: {check}"));
            Assert.All(report.Checks.Where(check => check.Outcome == ProviderCheckOutcome.Passed), check => Assert.True(check is { Status: 200, DurationMs: > 0, Message: null }));
            Assert.Equal((4, 0), (report.Latency!.Requests, report.Latency.Failed));
            Assert.True(report.Latency.FirstContentMs!.P50 <= report.Latency.DurationMs!.P50);
            Assert.Equal([(1, 4, 0), (2, 8, 0), (3, 12, 0)], report.Load.Select(step => (step.Concurrency, step.Requests, step.Failed)));
            Assert.True(report.Simulated && report.CutShort is null && test.Spent.NanoDollars > 0);
            Assert.Equal((await InvoiceAsync(provider)), (test.Calls, test.Spent.NanoDollars));
        }

        Assert.Equal("passed", (await Store.ListAsync("openai", null, 1, default)).Items[0].Report!.Checks.Single(check => check.Name == "embeddings").Outcome.ToString().ToLowerInvariant());
        // Again there is nothing to do.
        Assert.Empty(await RunAsync());
        var events = (await _worker.Get<IEventStore>().ReadAsync(0, EventTopics.Tests, null, 1000, default)).Select(told => JsonNode.Parse(told.Data)!).Where(told => (string)told["provider"]! == "openai").ToArray();
        Assert.Equal(("waiting", "running", "done"), ((string?)events[0]["state"], (string?)events[1]["state"], (string?)events[^1]["state"]));
        Assert.True(events.Select(told => (double)told["progress"]!).SequenceEqual(events.Select(told => (double)told["progress"]!).Order()) && events.Length > 10);
    }

    [Fact]
    public async Task What_does_not_work_is_told_and_the_rest_is_tested_all_the_same()
    {
        await ScriptAsync("openai", """{"cut":{"rate":1}}""");
        await ScriptAsync("anthropic", """{"errors":[{"kind":"overloaded","rate":1}]}""");
        await ScriptAsync("groq", """{"malformed":{"rate":1}}""");
        foreach (var provider in new[] { "openai", "anthropic", "groq" })
            await AskAsync(provider, new ProviderTestPlan { Stress = true, MaxConcurrency = 4, MaxCostUsd = 5 });
        Assert.Equal(3, (await RunAsync())["done"]);

        var (openai, anthropic, groq) = (await LastAsync("openai"), await LastAsync("anthropic"), await LastAsync("groq"));
        Assert.Equal(ProviderCheckOutcome.Failed, openai.Checks.Single(check => check.Name == "stream").Outcome);
        Assert.All(anthropic.Checks.Where(check => check.Name != "embeddings"), check => Assert.Equal((ProviderCheckOutcome.Failed, 529), (check.Outcome, check.Status)));
        // Half of the requests failing is enough to know.
        Assert.Equal((1, 4, 4), Assert.Single(anthropic.Load.Select(step => (step.Concurrency, step.Requests, step.Failed))));
        Assert.Equal(ProviderCheckOutcome.Failed, groq.Checks.Single(check => check.Name == "stream").Outcome);
    }

    [Fact]
    public async Task A_provider_that_cannot_be_reached_is_told_so_soon_and_costs_nothing()
    {
        await _simulator.StopAsync();
        await AskAsync("groq", new ProviderTestPlan { Benchmark = true, Requests = 1000, Stress = true });
        await RunAsync();
        var test = (await Store.ListAsync("groq", null, 1, default)).Items[0];
        Assert.Equal((ProviderTestState.Done, 0L), (test.State, test.Spent.NanoDollars));
        Assert.Equal((5, 5, null), (test.Report!.Latency!.Requests, test.Report.Latency.Failed, test.Report.CutShort));
        Assert.All(test.Report.Checks.Where(check => check.Outcome != ProviderCheckOutcome.Skipped), check => Assert.Equal((ProviderCheckOutcome.Failed, null), (check.Outcome, check.Status)));
        Assert.Equal((4, 4), Assert.Single(test.Report.Load.Select(step => (step.Requests, step.Failed))));
    }

    [Fact]
    public async Task Output_is_measured_behind_the_first_content()
    {
        await ScriptAsync("mistral", """{"tokensPerSecond":400}""");
        await AskAsync("mistral", new ProviderTestPlan { Functional = false, Benchmark = true, Requests = 2 });
        await RunAsync();
        // A busy machine hears of the first content late, and of the rest at once.
        Assert.InRange((await LastAsync("mistral")).Latency!.OutputTokensPerSecond!.Value, 50, 4000);
    }

    [Fact]
    public async Task It_costs_no_more_than_it_may()
    {
        await AskAsync("openai", new ProviderTestPlan { Model = "gpt-4.1", Benchmark = true, Requests = 1000, Stress = true, MaxCostUsd = 0.01m });
        await RunAsync();
        var test = (await Store.ListAsync("openai", null, 1, default)).Items[0];
        Assert.Equal(ProviderTestState.Done, test.State);
        Assert.Contains("maxCostUsd", test.Report!.CutShort);
        Assert.InRange(test.Spent.Usd, 0.001m, 0.01m);
        Assert.InRange(test.Report.Latency!.Requests, 1, 999);
        Assert.Empty(test.Report.Load);
        Assert.Equal(await InvoiceAsync("openai"), (test.Calls, test.Spent.NanoDollars));
    }

    [Fact]
    public async Task What_a_dead_worker_left_is_begun_again_with_what_it_has_spent_but_only_so_often()
    {
        await AskAsync("mistral", new ProviderTestPlan());
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var dying = await _worker.ClaimAsync(Job);
            var taken = (await Store.TakeAsync(dying.Fence, TimeProvider.System.GetUtcNow(), default))!;
            Assert.Equal((attempt, ProviderTestState.Running, attempt - 1), (taken.Attempts, taken.State, taken.Calls));
            await Store.SaveAsync(taken with { Progress = 0.2, Spent = new(attempt * 100), Calls = attempt }, dying.Fence, TimeProvider.System.GetUtcNow(), default);
            await _worker.EndAsync(dying.Fence);
            // Whoever was taken for dead changes nothing any more.
            await Assert.ThrowsAsync<JobLeaseLostException>(() => Store.SaveAsync(taken with { State = ProviderTestState.Done }, dying.Fence, TimeProvider.System.GetUtcNow(), default));
        }

        Assert.Equal(1, (await RunAsync())["failed"]);
        var test = (await Store.ListAsync("mistral", null, 1, default)).Items[0];
        Assert.Equal((ProviderTestState.Failed, 300L, 3), (test.State, test.Spent.NanoDollars, test.Calls));
        Assert.Contains("died", test.Error);
        Assert.NotNull(test.FinishedAt);
        Assert.Equal(0, (await InvoiceAsync("mistral")).Calls);
    }

    [Fact]
    public async Task A_worker_that_stops_leaves_it_to_the_next_and_that_is_no_attempt()
    {
        await ScriptAsync("openai", """{"latency":{"ms":60000}}""");
        await AskAsync("openai", new ProviderTestPlan());
        using var stopping = new CancellationTokenSource();
        var run = await _worker.ClaimAsync(Job);
        var stopped = NewJob().RunAsync(_worker.ContextOf(run), stopping.Token);
        await Eventually.TrueAsync(async () => (await _http.GetFromJsonAsync<JsonNode>("/_sim/requests?provider=openai"))!["requests"]!.AsArray().Count == 1);
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
        var left = (await Store.ListAsync("openai", null, 1, default)).Items[0];
        // The call that was under way may have been billed.
        Assert.Equal((ProviderTestState.Waiting, 0, null, 1, true), (left.State, left.Attempts, left.FinishedAt, left.Calls, left.Spent.NanoDollars > 0));
        await _worker.EndAsync(run.Fence);

        await ScriptAsync("openai", "{}");
        await RunAsync();
        var done = (await Store.ListAsync("openai", null, 1, default)).Items[0];
        Assert.Equal((ProviderTestState.Done, 1, true), (done.State, done.Attempts, done.Spent.NanoDollars > left.Spent.NanoDollars && done.Calls > 4));
    }

    [Fact]
    public async Task Each_provider_is_asked_for_once_a_firing_and_not_while_its_test_is_open()
    {
        await AskAsync("openai", new ProviderTestPlan());
        var run = await _worker.ClaimAsync("provider-checks");
        var checks = new ProviderCheckJob(_worker.Get<SnapshotHolder>(), Store, new ProviderCheckOptions { MaxCostUsd = 1 }, TimeProvider.System);
        var first = _worker.ContextOf(run);
        await checks.RunAsync(first, default);
        Assert.Equal((7L, 1L), (first.Counts["asked"], first.Counts["skipped"]));
        await RunAsync();
        // The same firing again, by another worker: all are there.
        var again = _worker.ContextOf(run);
        await checks.RunAsync(again, default);
        Assert.Equal((1L, 7L), (again.Counts["asked"], again.Counts["skipped"]));
        foreach (var models in _worker.Get<SnapshotHolder>().Current.Models.Providers)
            Assert.Equal(models.Provider == "openai" ? 2 : 1, (await Store.ListAsync(models.Provider, null, 10, default)).Items.Count);
    }

    [Fact]
    public async Task Old_ones_go_but_open_ones_stay()
    {
        await AskAsync("openai", new ProviderTestPlan { Functional = false, Benchmark = true, Requests = 1 });
        await RunAsync();
        await AskAsync("openai", new ProviderTestPlan());
        var run = await _worker.ClaimAsync(Job);
        Assert.Equal(0, await Store.PruneAsync(TimeProvider.System.GetUtcNow().AddMinutes(-1), 10, run.Fence, default));
        Assert.Equal(1, await Store.PruneAsync(TimeProvider.System.GetUtcNow().AddMinutes(1), 10, run.Fence, default));
        Assert.Equal(ProviderTestState.Waiting, Assert.Single((await Store.ListAsync("openai", null, 10, default)).Items).State);
    }

    private IProviderTestStore Store => _worker.Get<IProviderTestStore>();

    private ProviderTestJob NewJob() => new(_worker.Get<SnapshotHolder>(), _worker.Get<ProviderTester>(), Store, TimeProvider.System, NullLogger<ProviderTestJob>.Instance);

    private async Task AskAsync(string provider, ProviderTestPlan plan)
    {
        var now = TimeProvider.System.GetUtcNow();
        var test = new ProviderTest { Id = Guid.CreateVersion7(now), At = now, Provider = provider, Plan = plan };
        Assert.Equal(test.Id, (await Store.AddAsync(test, null, default))!.Id);
        // One that is open is not doubled.
        Assert.Equal(test.Id, (await Store.AddAsync(test with { Id = Guid.CreateVersion7(now) }, null, default))!.Id);
    }

    private async Task<IReadOnlyDictionary<string, long>> RunAsync()
    {
        var run = await _worker.ClaimAsync(Job);
        var context = _worker.ContextOf(run);
        await NewJob().RunAsync(context, default);
        await _worker.EndAsync(run.Fence);
        return context.Counts;
    }

    private async Task<ProviderTestReport> LastAsync(string provider) => (await Store.ListAsync(provider, null, 1, default)).Items[0].Report!;

    private async Task ScriptAsync(string provider, string json)
    {
        using var answer = await _http.PutAsync($"/_sim/{provider}", new StringContent(json, Encoding.UTF8, "application/json"));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<(int Calls, long NanoDollars)> InvoiceAsync(string provider)
    {
        var invoice = (await _http.GetFromJsonAsync<JsonNode>($"/_sim/invoice?provider={provider}"))!;
        return ((int)invoice["total"]!["calls"]!, (long)(decimal)invoice["total"]!["nanoDollars"]!);
    }
}
