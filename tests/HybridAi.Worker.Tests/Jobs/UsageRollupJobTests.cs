using HybridAi.Core.Jobs;
using HybridAi.Core.Metrics;
using HybridAi.Core.Metrics.Queries;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Storage;
using HybridAi.TestServers;
using HybridAi.Worker.Jobs.UsageRollup;
using HybridAi.Worker.Running;
using HybridAi.Worker.Tests.Testing;

namespace HybridAi.Worker.Tests.Jobs;

public sealed class UsageRollupJobOnSqliteTests() : UsageRollupJobTests(null);

public sealed class UsageRollupJobOnPostgresTests(PostgresFixture postgres) : UsageRollupJobTests(postgres);

public abstract class UsageRollupJobTests(PostgresFixture? postgres)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly DateTimeOffset Noon = new(2026, 10, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task It_adds_up_minutes_hours_and_days_and_a_second_run_changes_nothing()
    {
        await using var storage = await TestStorage.CreateAsync(postgres);
        var module = await storage.OpenAsync();
        await module.Usage.InsertAsync([.. Enumerable.Range(0, 300).Select(i => Rows.Usage(Noon.AddSeconds(i * 30)))], default);
        var run = await ClaimAsync(module, "one", Lease);
        var counts = await RunAsync(module, run);
        Assert.Equal((150L, 3L, 1L), (counts["minutes"], counts["hours"], counts["days"]));
        await AssertAsync(module, 300);
        Assert.Empty(await RunAsync(module, run));
        await AssertAsync(module, 300);
    }

    [Fact]
    public async Task After_a_long_pause_the_newest_come_first_and_the_next_run_goes_on()
    {
        await using var storage = await TestStorage.CreateAsync(postgres);
        var module = await storage.OpenAsync();
        await module.Usage.InsertAsync([.. Enumerable.Range(0, 700).Select(i => Rows.Usage(Noon.AddMinutes(-i)))], default);
        var run = await ClaimAsync(module, "one", Lease);
        Assert.Equal(500L, (await RunAsync(module, run))["minutes"]);
        Assert.Equal(500L, (await ReadAsync(module, Noon.AddMinutes(-499), Noon.AddMinutes(1), MetricStep.Minute)).Sum(point => point?[MetricNumber.Requests] ?? 0));
        Assert.Equal(200L, (await RunAsync(module, run))["minutes"]);
        Assert.Equal(700L, (await ReadAsync(module, Noon.AddMinutes(-700), Noon.AddMinutes(1), MetricStep.Hour)).Sum(point => point?[MetricNumber.Requests] ?? 0));
    }

    [Fact]
    public async Task A_worker_that_takes_over_finishes_what_the_dead_one_began()
    {
        await using var storage = await TestStorage.CreateAsync(postgres);
        var module = await storage.OpenAsync();
        await module.Usage.InsertAsync([.. Enumerable.Range(0, 120).Select(i => Rows.Usage(Noon.AddMinutes(i)))], default);
        // It made some minutes, of which the hours do not know yet.
        foreach (var minute in (await module.Rollups.ListNewsAsync(RollupLevel.Minute, DateTimeOffset.MaxValue, 70, default)).Skip(20))
            Assert.Equal(RollupOutcome.Done, await module.Rollups.RollAsync(RollupLevel.Minute, minute, 1000, default));
        var lost = await ClaimAsync(module, "dead", TimeSpan.FromMilliseconds(1));
        ClaimedRun? taken = null;
        await Eventually.TrueAsync(async () => (taken = await module.JobQueue.ClaimAsync(["usage-rollup"], "heir", Lease, 3, default)) is not null);
        Assert.Equal(lost.Fence.Run, taken!.Fence.Run);
        // The one that was thought dead is told before it does anything more.
        await Assert.ThrowsAsync<JobLeaseLostException>(() => RunAsync(module, lost));
        var counts = await RunAsync(module, taken);
        Assert.Equal((70L, 2L), (counts["minutes"], counts["hours"]));
        await AssertAsync(module, 120);
    }

    private static async Task AssertAsync(StorageModule module, long requests)
    {
        foreach (var step in new[] { MetricStep.Minute, MetricStep.Hour, MetricStep.Day })
            Assert.Equal(requests, (await ReadAsync(module, Noon, Noon.AddHours(3), step)).Sum(point => point?[MetricNumber.Requests] ?? 0));
    }

    private static async Task<IReadOnlyList<MetricSums?>> ReadAsync(StorageModule module, DateTimeOffset from, DateTimeOffset to, MetricStep step) =>
        (await module.Metrics.ReadAsync(new MetricsQuery { Cut = MetricCut.All[0], Bounds = MetricTimes.Bounds(from, to, step, TimeZoneInfo.Utc) }, default)).Groups.Single().Points;

    private static async Task<ClaimedRun> ClaimAsync(StorageModule module, string worker, TimeSpan lease)
    {
        await module.JobQueue.AnnounceAsync([new JobDefinition("usage-rollup", "", "10s", true, null)], default);
        await module.JobQueue.EnqueueAsync("usage-rollup", TimeProvider.System.GetUtcNow(), null, default);
        return (await module.JobQueue.ClaimAsync(["usage-rollup"], worker, lease, 3, default))!;
    }

    private static async Task<IReadOnlyDictionary<string, long>> RunAsync(StorageModule module, ClaimedRun run)
    {
        var context = new JobContext(run, module.JobQueue, Lease);
        await new UsageRollupJob(new RollupRun(module.Rollups, new UsageRollupOptions())).RunAsync(context, default);
        return context.Counts;
    }
}
