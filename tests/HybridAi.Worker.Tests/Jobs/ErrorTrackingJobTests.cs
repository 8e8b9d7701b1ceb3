using HybridAi.Core.ErrorGroups;
using HybridAi.Core.Jobs;
using HybridAi.Core.Usage;
using HybridAi.Storage;
using HybridAi.TestServers;
using HybridAi.Worker.Jobs.ErrorTracking;
using HybridAi.Worker.Running;
using HybridAi.Worker.Tests.Testing;

namespace HybridAi.Worker.Tests.Jobs;

public sealed class ErrorTrackingJobOnSqliteTests() : ErrorTrackingJobTests(null);

public sealed class ErrorTrackingJobOnPostgresTests(PostgresFixture postgres) : ErrorTrackingJobTests(postgres);

public abstract class ErrorTrackingJobTests(PostgresFixture? postgres)
{
    private const string Job = "error-tracking";
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task It_counts_each_failure_once_though_its_first_worker_dies_in_the_middle_and_a_second_run_changes_nothing()
    {
        await using var storage = await TestStorage.CreateAsync(postgres);
        var module = await storage.OpenAsync();
        await module.Usage.InsertAsync([.. Enumerable.Range(0, 1200).Select(i => Failed(i % 3))], default);
        await module.JobQueue.AnnounceAsync([new JobDefinition(Job, "", "1m", true, null)], default);

        // One batch is in, then the lease is lost.
        var first = await ClaimAsync(module, 1);
        await module.ErrorGroups.AbsorbAsync(500, default);
        await module.JobQueue.FinishAsync(first.Fence, null, new Dictionary<string, long>(), default);
        await Assert.ThrowsAsync<JobLeaseLostException>(() => RunAsync(module, first));
        Assert.Equal(500, (await GroupsAsync(module)).Sum(group => group.Count));

        var second = await ClaimAsync(module, 2);
        Assert.Equal(700, (await RunAsync(module, second))["records"]);
        var groups = await GroupsAsync(module);
        Assert.Equal([400L, 400L, 400L], groups.Select(group => group.Count));
        Assert.Equal(0, (await RunAsync(module, second))["records"]);
        Assert.Equivalent(groups, await GroupsAsync(module));
    }

    private static UsageRecord Failed(int cause) =>
        Rows.Usage(TimeProvider.System.GetUtcNow()) with { Outcome = UsageOutcome.Failed, Status = 502, Provider = "openai", Deployment = "openai/m", FailureCause = $"Cause{cause}" };

    private static async Task<IReadOnlyList<ErrorGroup>> GroupsAsync(StorageModule module) =>
        [.. (await module.ErrorGroups.ListAsync(new ErrorGroupQuery { Limit = 100 }, default)).Items.OrderBy(group => group.Fingerprint.Cause, StringComparer.Ordinal)];

    private static async Task<ClaimedRun> ClaimAsync(StorageModule module, int hours)
    {
        await module.JobQueue.EnqueueAsync(Job, TimeProvider.System.GetUtcNow().AddHours(hours), null, default);
        return (await module.JobQueue.ClaimAsync([Job], "one", Lease, 3, default))!;
    }

    private static async Task<IReadOnlyDictionary<string, long>> RunAsync(StorageModule module, ClaimedRun run)
    {
        var context = new JobContext(run, module.JobQueue, Lease);
        await new ErrorTrackingJob(module.ErrorGroups).RunAsync(context, default);
        return context.Counts;
    }
}
