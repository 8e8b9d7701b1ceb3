using HybridAi.Core.Events;
using HybridAi.Core.Health;
using HybridAi.Core.Health.Findings;
using HybridAi.Core.Jobs;
using HybridAi.Core.Usage;
using HybridAi.Node.Settings;
using HybridAi.TestServers;
using HybridAi.Worker.Jobs.SystemHealthCheck;
using HybridAi.Worker.Tests.Testing;

namespace HybridAi.Worker.Tests.Jobs;

public sealed class SystemHealthCheckJobOnSqliteTests() : SystemHealthCheckJobTests(null);

public sealed class SystemHealthCheckJobOnPostgresTests(PostgresFixture postgres) : SystemHealthCheckJobTests(postgres);

public abstract class SystemHealthCheckJobTests(PostgresFixture? postgres) : IAsyncLifetime
{
    private const string Job = "system-health-check";
    // Disks of machines that run tests may be full.
    private static readonly SystemHealthCheckOptions Patient = new() { DiskWarning = 1, DiskCritical = 1, SlowDatabase = TimeSpan.FromMinutes(1) };

    private WorkerNode _worker = null!;

    private IFindingStore Findings => _worker.Get<IFindingStore>();

    private IJobQueue Queue => _worker.Get<IJobQueue>();

    public async ValueTask InitializeAsync() => _worker = await WorkerNode.StartAsync(postgres, new Dictionary<string, Uri>(), new() { ["Journal:MaxBacklogBytes"] = "67108864", ["Journal:SegmentBytes"] = "65536" });

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Where_all_is_well_nothing_is_noted_and_the_run_says_what_it_saw()
    {
        var counts = await RunAsync(Patient, TimeProvider.System.GetUtcNow());
        Assert.Empty(await Findings.ListAsync(100, default));
        Assert.Equal((1L, 0L, 0L), (counts["jobs"], counts["warnings"], counts["critical"]));
        Assert.InRange(counts["databaseMs"], 0, 60_000);
        var disk = new DriveInfo(_worker.Get<NodeSettings>().DataDirectory);
        Assert.InRange(counts["diskFreeMb"], (disk.AvailableFreeSpace >> 20) - 4096, (disk.AvailableFreeSpace >> 20) + 4096);
    }

    [Fact]
    public async Task Late_and_failed_jobs_a_full_disk_a_slow_database_long_journals_and_lost_servers_are_noted_once_until_they_are_over()
    {
        // Runs can only be scheduled from now on; the job looks half an hour later.
        var (begin, now) = (TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow().AddMinutes(30));
        await Queue.AnnounceAsync(
            [
                new JobDefinition("due", "", "1h", true, now.AddMinutes(-11)), new JobDefinition("soon", "", "1h", true, now.AddMinutes(-9)), new JobDefinition("off", "", "1h", false, null),
                new JobDefinition("waiting", "", "1h", true, now.AddHours(1)), new JobDefinition("failed", "", "1h", true, now.AddHours(1)), new JobDefinition("paused", "", "1h", true, now.AddDays(-1)),
                new JobDefinition("long", "", "1h", true, now.AddHours(1)),
            ],
            default);
        await _worker.Get<IJobStore>().SetPausedAsync("paused", true, Rows.Audit(now), default);
        await Queue.EnqueueAsync("failed", begin.AddSeconds(1), now.AddHours(1), default);
        var failing = (await Queue.ClaimAsync(["failed"], "one", TimeSpan.FromMinutes(5), 3, default))!;
        await Queue.FinishAsync(failing.Fence, "it broke", new Dictionary<string, long>(), default);
        await Queue.EnqueueAsync("waiting", now.AddMinutes(-20), now.AddHours(1), default);
        // The next run of one that goes on waits for it, which is no fault.
        await Queue.EnqueueAsync("long", begin.AddSeconds(1), now.AddHours(1), default);
        await Queue.ClaimAsync(["long"], "one", TimeSpan.FromHours(1), 3, default);
        await Queue.EnqueueAsync("long", now.AddMinutes(-20), now.AddHours(1), default);
        var node = Directory.CreateDirectory(Path.Combine(_worker.Get<NodeSettings>().DataDirectory, "journal", "dead"));
        await File.WriteAllBytesAsync(Path.Combine(node.FullName, "00000001.log"), new byte[40 << 20]);
        var redis = new FakeServer("redis") { Detail = "no answer within 50 ms" };
        // What follows the configuration calls it the same.
        var database = new FakeServer("database") { Detail = "the configuration cannot be read" };
        var strict = new SystemHealthCheckOptions { DiskWarning = 0, DiskCritical = 1, SlowDatabase = TimeSpan.FromTicks(1) };

        var counts = await RunAsync(strict, now, redis, database);

        var found = (await Findings.ListAsync(100, default)).ToDictionary(one => one.Subject);
        Assert.Equal(["database", "disk", "job due", "job failed", "job waiting", "journal dead", "redis"], found.Keys.Order(StringComparer.Ordinal));
        Assert.All(found.Values, one => Assert.Equal((Job, HealthLevel.Warning), (one.Source, one.Level)));
        Assert.Equal("the job failed failed: it broke", found["job failed"].Reason);
        Assert.Equal("journal dead: 40 of 64 MiB (62%)", found["journal dead"].Reason.Replace("63%", "62%", StringComparison.Ordinal));
        Assert.Equal("redis: no answer within 50 ms", found["redis"].Reason);
        Assert.Equal((7L, 0L, 7L), (counts["warnings"], counts["critical"], counts["begun"]));
        Assert.True(counts["journalBytes"] >= 40 << 20);

        // A second run changes nothing.
        var told = await ToldAsync();
        Assert.Equal(7, told.Count);
        counts = await RunAsync(strict, now, redis, database);
        Assert.Equal((7L, 0L, 0L), (counts["warnings"], counts["begun"], counts["ended"]));
        Assert.Equal(found, (await Findings.ListAsync(100, default)).ToDictionary(one => one.Subject));
        Assert.Equal(told, await ToldAsync());

        // One becomes worse, one is over.
        await File.WriteAllBytesAsync(Path.Combine(node.FullName, "00000002.log"), new byte[16 << 20]);
        redis.Detail = null;
        counts = await RunAsync(strict, now, redis, database);
        Assert.Equal((5L, 1L, 1L, 1L), (counts["warnings"], counts["critical"], counts["begun"], counts["ended"]));
        Assert.Equal(("journal dead", HealthLevel.Critical), ((await Findings.ListAsync(1, default)).Single().Subject, (await Findings.ListAsync(1, default)).Single().Level));
        Assert.Equal(9, (await ToldAsync()).Count);
    }

    [Theory]
    [InlineData("5m", true)]
    [InlineData("15m", true)]
    [InlineData("25m", false)]
    [InlineData("*/15 * * * *", true)]
    [InlineData("0 * * * *", false)]
    [InlineData("{soon} * * * *", false)]
    public async Task A_run_that_keeps_the_next_one_waiting_is_excused_for_as_long_as_lies_between_two_runs(string schedule, bool told)
    {
        // It is begun now and looked at in half an hour; ten minutes are forgiven.
        var now = TimeProvider.System.GetUtcNow().AddMinutes(30);
        // In two minutes, and then an hour later: how far off the next run is does not count.
        schedule = schedule.Replace("{soon}", FormattableString.Invariant($"{now.AddMinutes(-28).Minute}"), StringComparison.Ordinal);
        await Queue.AnnounceAsync([new JobDefinition("hangs", "", schedule, true, now.AddHours(1))], default);
        await Queue.EnqueueAsync("hangs", now.AddMinutes(-30).AddSeconds(1), now.AddHours(1), default);
        await Queue.ClaimAsync(["hangs"], "one", TimeSpan.FromHours(2), 3, default);
        await Queue.EnqueueAsync("hangs", now.AddMinutes(-20), now.AddHours(1), default);

        await RunAsync(Patient, now);

        var found = await Findings.ListAsync(100, default);
        if (!told)
        {
            Assert.Empty(found);
            return;
        }

        var run = Assert.Single((await _worker.Get<IJobStore>().RunsAsync("hangs", JobRunState.Running, null, 10, default)).Items);
        Assert.Equal(("job hangs", HealthLevel.Warning), (Assert.Single(found).Subject, found[0].Level));
        Assert.Equal(
            FormattableString.Invariant($"the job hangs runs since {run.StartedAt:yyyy-MM-dd HH:mm:ss} UTC, and its next run has been waiting since {now.AddMinutes(-20):yyyy-MM-dd HH:mm:ss} UTC"), found[0].Reason);
    }

    [Fact]
    public async Task A_run_that_keeps_nothing_waiting_may_take_as_long_as_it_takes()
    {
        var now = TimeProvider.System.GetUtcNow().AddMinutes(30);
        await Queue.AnnounceAsync([new JobDefinition("lasts", "", "5m", true, now.AddMinutes(1))], default);
        await Queue.EnqueueAsync("lasts", now.AddMinutes(-30).AddSeconds(1), now.AddMinutes(1), default);
        await Queue.ClaimAsync(["lasts"], "one", TimeSpan.FromHours(2), 3, default);

        await RunAsync(Patient, now);

        Assert.Empty(await Findings.ListAsync(100, default));
    }

    [Fact]
    public async Task A_worker_that_was_thought_dead_notes_nothing_and_its_heir_does()
    {
        var options = new SystemHealthCheckOptions { DiskWarning = 0, DiskCritical = 1, SlowDatabase = TimeSpan.FromMinutes(1) };
        var taken = await TakenOver.OfAsync(_worker, Job);
        await Assert.ThrowsAsync<JobLeaseLostException>(() => JobOf(options, TimeProvider.System.GetUtcNow()).RunAsync(_worker.ContextOf(taken.Lost), default));
        Assert.Empty(await Findings.ListAsync(100, default));
        Assert.Empty(await ToldAsync());
        await JobOf(options, TimeProvider.System.GetUtcNow()).RunAsync(_worker.ContextOf(taken.Held), default);
        Assert.Equal("disk", Assert.Single(await Findings.ListAsync(100, default)).Subject);
        Assert.Single(await ToldAsync());
    }

    private SystemHealthCheckJob JobOf(SystemHealthCheckOptions options, DateTimeOffset now, params IDependency[] servers) =>
        new(_worker.Get<IJobStore>(), Findings, _worker.Get<IUsageJournal>(), servers, _worker.Get<NodeSettings>(), options, new FixedTime(now));

    private async Task<IReadOnlyDictionary<string, long>> RunAsync(SystemHealthCheckOptions options, DateTimeOffset now, params IDependency[] servers)
    {
        var run = await _worker.ClaimAsync(Job);
        var context = _worker.ContextOf(run);
        await JobOf(options, now, servers).RunAsync(context, default);
        await _worker.EndAsync(run.Fence);
        return context.Counts;
    }

    private async Task<List<string>> ToldAsync() => [.. (await _worker.Get<IEventStore>().ReadAsync(0, EventTopics.Alerts, null, 1000, default)).Select(one => one.Data)];

    // Only what it calls now: durations are the machine's.
    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    private sealed class FakeServer(string name) : IDependency
    {
        public string? Detail { get; set; }

        public DependencyState State => new(name, Detail is not null, DateTimeOffset.UnixEpoch, Detail);
    }
}
