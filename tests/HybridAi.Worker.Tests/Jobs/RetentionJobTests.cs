using HybridAi.Core.Caching;
using HybridAi.Core.ErrorGroups;
using HybridAi.Core.Events;
using HybridAi.Core.Idempotency;
using HybridAi.Core.Health;
using HybridAi.Core.Jobs;
using HybridAi.Core.Providers;
using HybridAi.Core.Resilience.Fallbacks;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Tests.Management.Fakes;
using HybridAi.Node.Settings;
using HybridAi.Storage;
using HybridAi.TestServers;
using HybridAi.Worker.Jobs.Retention;
using HybridAi.Worker.Jobs.UsageRollup;
using HybridAi.Worker.Running;
using HybridAi.Worker.Tests.Testing;
using Microsoft.Extensions.Configuration;

namespace HybridAi.Worker.Tests.Jobs;

public sealed class RetentionJobOnSqliteTests() : RetentionJobTests(null);

public sealed class RetentionJobOnPostgresTests(PostgresFixture postgres) : RetentionJobTests(postgres);

public abstract class RetentionJobTests(PostgresFixture? postgres)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    // Postgres keeps whole days: at the end of one it makes no difference.
    private readonly ManualTime _time = new(new DateTimeOffset(TimeProvider.System.GetUtcNow().Date, TimeSpan.Zero));

    private DateTimeOffset Now => _time.GetUtcNow();

    [Fact]
    public async Task It_removes_what_is_old_and_nothing_else_and_a_second_run_changes_nothing()
    {
        await using var storage = await TestStorage.CreateAsync(postgres, _time);
        var module = await storage.OpenAsync();
        await module.JobQueue.AnnounceAsync([new JobDefinition("retention", "", "1h", true, null)], default);
        var (oldRun, fence) = await FillAsync(module);

        var first = await RunAsync(module, fence);
        await AssertKeptAsync(module, oldRun);
        Assert.Equal((1500L, 2L), (first["storedResponses"], first["providerProbes"]));
        var second = await RunAsync(module, fence);
        await AssertKeptAsync(module, oldRun);
        Assert.All(second.Values, removed => Assert.Equal(0, removed));
    }

    [Fact]
    public async Task It_stops_before_the_next_batch_when_its_lease_is_lost()
    {
        await using var storage = await TestStorage.CreateAsync(postgres, _time);
        var module = await storage.OpenAsync();
        await module.JobQueue.AnnounceAsync([new JobDefinition("retention", "", "1h", true, null)], default);
        var (_, fence) = await FillAsync(module);
        await module.JobQueue.FinishAsync(fence, null, new Dictionary<string, long>(), default);
        await Assert.ThrowsAsync<JobLeaseLostException>(() => RunAsync(module, fence));
        Assert.Contains(await Rows.UsageAsync(module), record => record.At < Now - (7 * Day));
    }

    private async Task<(Guid OldRun, JobFence Fence)> FillAsync(StorageModule module)
    {
        await module.Usage.InsertAsync([.. Enumerable.Range(1, 1200).Select(i => Rows.Usage(Now - (7 * Day) - TimeSpan.FromSeconds(i)))], default);
        await module.Usage.InsertAsync([Rows.Usage(Now - (7 * Day)), Rows.Usage(Now - Day), Rows.Usage(Now)], default);
        for (var i = 0; i < 1500; i++)
            await module.Responses.SaveAsync(Rows.Response(Now.AddMilliseconds(-i)), default);
        await module.Responses.SaveAsync(Rows.Response(Now.AddMilliseconds(1)), default);
        await module.Tenancy.SaveAsync(new Organization(new OrganizationId(Guid.CreateVersion7()), "Old", Now - (900 * Day), 1), Rows.Audit(Now - (900 * Day)), default);

        await module.Usage.InsertAsync(
            [.. new[] { 31, 29 }.Select(age => Rows.Usage(Now - (age * Day)) with { Outcome = UsageOutcome.Failed, Status = 500, FailureCause = $"{age}" })], default);
        await module.Health.AddAsync(
            [.. new[] { 31, 29 }.Select(age => new HealthStretch { Id = Guid.CreateVersion7(), At = Now - (age * Day), From = Now - (age * Day), Gateway = "g", Provider = "one", Level = HealthLevel.Healthy })], default);
        var done = await ClaimAsync(module, 1);
        await module.JobQueue.FinishAsync(done, null, new Dictionary<string, long>(), default);
        var running = await ClaimAsync(module, 2);
        foreach (var age in new[] { 9, 8, 7, 1 })
            await module.ProviderProbes.AddAsync(
                new ProviderProbeRecord(Guid.CreateVersion7(), Now - (age * Day), "openai", "m", true, 200, $"{age}", TimeSpan.Zero), running, default);
        foreach (var age in new[] { 31, 29 })
        {
            await module.FallbackEvents.AddAsync(
                [new FallbackEvent { Id = Guid.CreateVersion7(), At = Now - (age * Day), Gateway = "one", Kind = FallbackEventKinds.Fallback, Deployment = $"{age}" }], default);
        }

        foreach (var age in new[] { 32, 30 })
        {
            await module.CachePurges.AddAsync(new CachePurge { Id = Guid.CreateVersion7(), At = Now - (age * Day), Kind = CachePurgeKind.Tag, Value = $"{age}" }, audit: null, default);
            await module.Cache.AddAsync([new CacheEvent { Id = Guid.CreateVersion7(), At = Now - (age * Day), Gateway = "one", Kind = CacheEventKinds.Purged, Detail = $"{age}" }], default);
        }

        await module.Cache.AddAsync(
            new CacheBatch(Guid.CreateVersion7(), Now, [Entry(1, Now), Entry(2, Now.AddMilliseconds(1))], [], [.. new[] { 91, 89 }.Select(age => new CacheFigures { Hour = Now - (age * Day), Organization = OrganizationId.Default, Model = $"{age}" })]),
            default);
        foreach (var (key, end) in new[] { ("old", Now), ("new", Now.AddMilliseconds(1)) })
            await module.Idempotency.ClaimAsync(Claim(key), end - Lease, Lease, default);
        return (done.Run, running);
    }

    private CacheEntry Entry(int number, DateTimeOffset expiresAt) => new()
    {
        Id = Guid.CreateVersion7(), Key = new CacheKey(OrganizationId.Default, 0, (UInt128)(uint)number), CreatedAt = Now - Day, ExpiresAt = expiresAt, Provider = "openai", Model = $"{number}", RequestedModel = "m",
        Api = "chat.completions", Streamed = false, Bytes = 1,
    };

    private static IdempotencyClaim Claim(string key) => new(new KeyId(Guid.Empty), key, "request", Guid.CreateVersion7(), Guid.NewGuid());

    private async Task<JobFence> ClaimAsync(StorageModule module, int hours)
    {
        // By the server's clock with Postgres, so that what ends now is kept whatever the test's clock says.
        await module.JobQueue.EnqueueAsync("retention", TimeProvider.System.GetUtcNow().AddHours(hours), null, default);
        return (await module.JobQueue.ClaimAsync(["retention"], "one", Lease, 3, default))!.Fence;
    }

    private async Task AssertKeptAsync(StorageModule module, Guid finishedRun)
    {
        Assert.Equal([Now, Now - Day, Now - (7 * Day)], (await Rows.UsageAsync(module)).Select(record => record.At));
        Assert.Equal(0, await module.Responses.PruneAsync(Now, 10, default));
        Assert.Equal(1, await module.Responses.PruneAsync(Now.AddMilliseconds(1), 10, default));
        await module.Responses.SaveAsync(Rows.Response(Now.AddMilliseconds(1)), default);
        Assert.Equal(["1", "7"], (await module.ProviderProbes.ListAsync("openai", null, 10, default)).Items.Select(probe => probe.Message));
        Assert.Equal(["29"], (await module.FallbackEvents.ListAsync(new FallbackEventQuery { Limit = 10 }, default)).Items.Select(one => one.Deployment));
        Assert.Equal(ClaimState.Running, (await module.Idempotency.ClaimAsync(Claim("new"), Now, Lease, default)).State);
        Assert.Equal(0, await module.Idempotency.PruneAsync(Now, 10, default));
        Assert.Equal(["30"], (await module.CachePurges.ReadAsync(default)).Purges.Select(purge => purge.Value));
        Assert.Equal(["30"], (await module.Cache.EventsAsync(new CacheEventQuery { Limit = 10 }, default)).Items.Select(one => one.Detail));
        Assert.Equal(["89"], (await module.Cache.FiguresAsync(new CacheFiguresQuery { ByModel = true }, default)).Select(sum => sum.Model));
        Assert.Equal(["2"], (await module.Cache.ListAsync(new CacheEntryQuery { Limit = 10 }, Now - Day, default)).Items.Select(entry => entry.Model));
        // The newest of a topic stays, however old.
        Assert.Equal("29", System.Text.Json.JsonElement.Parse(Assert.Single(await module.Events.ReadAsync(0, EventTopics.Fallback, null, 10, default)).Data).GetProperty("deployment").GetString());
        Assert.Equal("29", Assert.Single((await module.ErrorGroups.ListAsync(new ErrorGroupQuery { Limit = 10 }, default)).Items).Fingerprint.Cause);
        Assert.Equal(Now - (29 * Day), Assert.Single((await module.Health.ListAsync(new HealthQuery { Limit = 10 }, default)).Items).At);
        Assert.NotNull(await module.Jobs.FindRunAsync("retention", finishedRun, default));
        Assert.Single((await module.Audit.ListAsync(null, "test.change", null, 10, default)).Items);
    }

    private async Task<IReadOnlyDictionary<string, long>> RunAsync(StorageModule module, JobFence fence)
    {
        var settings = NodeSettings.Read(new ConfigurationBuilder().Build(), new Dictionary<string, Uri>());
        var job = new RetentionJob(module.Usage, module.Responses, module.JobQueue, module.ProviderProbes, module.ProviderTests, module.FallbackEvents, module.Idempotency, module.Budgets, module.BudgetLedger, module.Cache, module.CachePurges, module.Rollups, new RollupRun(module.Rollups, new UsageRollupOptions()), module.Events, module.ErrorGroups, module.Health, settings, new RetentionOptions(), _time);
        var context = new JobContext(new ClaimedRun(fence, "retention", Now, 1), module.JobQueue, Lease);
        await job.RunAsync(context, default);
        return context.Counts;
    }
}
