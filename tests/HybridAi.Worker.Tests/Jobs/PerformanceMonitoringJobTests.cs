using System.Text.Json;
using HybridAi.Core.Events;
using HybridAi.Core.Health;
using HybridAi.Core.Health.Findings;
using HybridAi.Core.Jobs;
using HybridAi.Core.Metrics.Queries;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Core.Usage;
using HybridAi.Node.Settings;
using HybridAi.TestServers;
using HybridAi.Worker.Jobs.PerformanceMonitoring;
using HybridAi.Worker.Jobs.UsageRollup;
using HybridAi.Worker.Tests.Testing;

namespace HybridAi.Worker.Tests.Jobs;

public sealed class PerformanceMonitoringJobOnSqliteTests() : PerformanceMonitoringJobTests(null);

public sealed class PerformanceMonitoringJobOnPostgresTests(PostgresFixture postgres) : PerformanceMonitoringJobTests(postgres);

public abstract class PerformanceMonitoringJobTests(PostgresFixture? postgres) : IAsyncLifetime
{
    private const string Job = "performance-monitoring";
    private static readonly DateTimeOffset Now = new(2026, 10, 20, 12, 0, 30, TimeSpan.Zero);

    private WorkerNode _worker = null!;

    public async ValueTask InitializeAsync() => _worker = await WorkerNode.StartAsync(postgres, new Dictionary<string, Uri>(), []);

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_is_slower_or_fails_more_than_usual_is_noted_once_and_ends_when_it_is_over()
    {
        await UsuallyAsync("slow", "steady", "failing", "cached");
        await LatelyAsync("slow", Now, factor: 1.6);
        await LatelyAsync("steady", Now);
        await LatelyAsync("failing", Now, failed: 30);
        // Answers of the cache are quick, and these would be slow: neither says anything of the provider.
        await LatelyAsync("cached", Now, factor: 3, cache: "exact");
        await LatelyAsync("new", Now, factor: 9);
        await RollAsync();

        var counts = await RunAsync(Now);
        Assert.Equal((4L, 3L, 2L, 2L), (counts["models"], counts["compared"], counts["worse"], counts["begun"]));
        var found = (await Findings.ListAsync(100, default)).OrderBy(one => one.Subject, StringComparer.Ordinal).ToArray();
        Assert.Equal(
            [(Job, "openai/failing", HealthLevel.Warning, Now), (Job, "openai/slow", HealthLevel.Warning, Now)], found.Select(one => (one.Source, one.Subject, one.Level, one.Since)));
        // 30 of 80 failed, of what failed never before.
        Assert.Equal("30 of the last 80 calls failed, 0% usually do", found[0].Reason);
        // Each took 1.6 times what its fellow a day before took; sketches are within 1 %.
        var percent = int.Parse(found[1].Reason.Split('%')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(percent, 57, 63);

        // Again nothing is written: what is known stays as it was, and nobody is told twice.
        var told = await ToldAsync();
        Assert.Equal(["begun openai/failing warning healthy", "begun openai/slow warning healthy"], told.Order(StringComparer.Ordinal));
        counts = await RunAsync(Now.AddSeconds(20));
        Assert.Equal((2L, 0L, 0L), (counts["worse"], counts["begun"], counts["ended"]));
        Assert.Equal(found, (await Findings.ListAsync(100, default)).OrderBy(one => one.Subject, StringComparer.Ordinal));
        Assert.Equal(told, await ToldAsync());

        // An hour later all is as usual.
        foreach (var model in new[] { "slow", "steady", "failing" })
            await LatelyAsync(model, Now.AddHours(1));
        await RollAsync();
        Assert.Equal(2L, (await RunAsync(Now.AddHours(1)))["ended"]);
        Assert.Empty(await Findings.ListAsync(100, default));
        Assert.Equal(["ended openai/failing healthy warning", "ended openai/slow healthy warning"], (await ToldAsync()).Skip(2).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_worker_that_was_thought_dead_notes_nothing_and_its_heir_does()
    {
        await UsuallyAsync("slow");
        await LatelyAsync("slow", Now, factor: 2);
        await RollAsync();
        var taken = await TakenOver.OfAsync(_worker, Job);
        await Assert.ThrowsAsync<JobLeaseLostException>(() => JobAt(Now).RunAsync(_worker.ContextOf(taken.Lost), default));
        // Nor where it is at the end already.
        await Assert.ThrowsAsync<JobLeaseLostException>(() => Findings.SettleAsync(Job, [new FoundNow("x", HealthLevel.Critical, "y")], Now, taken.Lost.Fence, default));
        Assert.Empty(await Findings.ListAsync(100, default));
        Assert.Empty(await ToldAsync());
        await JobAt(Now).RunAsync(_worker.ContextOf(taken.Held), default);
        Assert.Equal("openai/slow", Assert.Single(await Findings.ListAsync(100, default)).Subject);
    }

    private IFindingStore Findings => _worker.Get<IFindingStore>();

    private PerformanceMonitoringJob JobAt(DateTimeOffset now) =>
        new(_worker.Get<IMetricsStore>(), Findings, _worker.Get<NodeSettings>(), new PerformanceMonitoringOptions(), new FixedTime(now));

    // Five calls an hour for two days, 80 ms to 120 ms.
    private Task UsuallyAsync(params string[] models) => _worker.Get<IUsageStore>().InsertAsync(
        [.. from model in models
            from hour in Enumerable.Range(2, 48)
            from i in Enumerable.Range(0, 5)
            select Call(model, Now.AddHours(-hour).AddMinutes(i), 80 + (10 * i))],
        default);

    private Task LatelyAsync(string model, DateTimeOffset until, double factor = 1, int failed = 0, string cache = "miss") => _worker.Get<IUsageStore>().InsertAsync(
        [.. Enumerable.Range(0, 80).Select(i => Call(model, until.AddMinutes(-2 - (i % 10)).AddMilliseconds(i), factor * (80 + (10 * (i % 5)))) with
        {
            Cache = cache, Outcome = i < failed ? UsageOutcome.Failed : UsageOutcome.Succeeded, Status = i < failed ? 502 : 200,
        })],
        default);

    private static UsageRecord Call(string model, DateTimeOffset at, double milliseconds) =>
        Rows.Usage(at) with { Provider = "openai", Model = model, Deployment = $"openai/{model}", Cache = "miss", Duration = TimeSpan.FromMilliseconds(milliseconds) };

    private async Task RollAsync()
    {
        var run = await _worker.ClaimAsync("usage-rollup");
        var rollups = new RollupRun(_worker.Get<IRollupStore>(), new UsageRollupOptions());
        while (await rollups.RollAsync(_worker.ContextOf(run), DateTimeOffset.MaxValue, 500, default))
            ;
        await _worker.EndAsync(run.Fence);
    }

    private async Task<IReadOnlyDictionary<string, long>> RunAsync(DateTimeOffset now)
    {
        var run = await _worker.ClaimAsync(Job);
        var context = _worker.ContextOf(run);
        await JobAt(now).RunAsync(context, default);
        await _worker.EndAsync(run.Fence);
        return context.Counts;
    }

    private async Task<List<string>> ToldAsync() =>
        [.. from one in await _worker.Get<IEventStore>().ReadAsync(0, EventTopics.Alerts, null, 1000, default)
            let data = JsonElement.Parse(one.Data)
            select $"{data.GetProperty("kind")} {data.GetProperty("subject")} {data.GetProperty("level")} {data.GetProperty("before")}"];

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
