using System.Collections.Concurrent;
using HybridAi.Core.Jobs;
using HybridAi.Core.Providers;
using HybridAi.TestServers;
using HybridAi.Worker.Tests.Testing;

namespace HybridAi.Worker.Tests.Running;

public sealed class JobRunnerOnSqliteTests() : JobRunnerTests(null);

public sealed class JobRunnerOnPostgresTests(PostgresFixture postgres) : JobRunnerTests(postgres);

public abstract class JobRunnerTests(PostgresFixture? postgres)
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(3);

    private readonly DateTimeOffset _due = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds());

    [Fact]
    public async Task Two_workers_on_one_database_run_each_firing_exactly_once()
    {
        await using var storage = await TestStorage.CreateAsync(postgres);
        var (first, second) = (await storage.OpenAsync(), await storage.OpenAsync());
        var ran = new ConcurrentQueue<(string Job, DateTimeOffset At)>();
        Task Run(string job, DateTimeOffset at)
        {
            ran.Enqueue((job, at));
            return Task.CompletedTask;
        }

        var jobs = new[] { "a", "b", "c" }.Select(name => TestWorker.Job(name, (run, _) => Run(name, run.ScheduledAt))).ToArray();
        await using var one = new TestWorker("one", first.JobQueue, TimeProvider.System, Long, jobs);
        await using var two = new TestWorker("two", second.JobQueue, TimeProvider.System, Long, jobs);
        await one.Due.AnnounceAsync(jobs, default);
        await one.StartAsync();
        await two.StartAsync();
        for (var i = 0; i < 10; i++)
        {
            // Both say that it is due, at the same time.
            var at = _due.AddHours(i);
            await Task.WhenAll(jobs.SelectMany(job => new[] { first, second }.Select(storage => storage.JobQueue.EnqueueAsync(job.Name, at, null, default))));
            await Eventually.TrueAsync(async () => (await first.Jobs.ListAsync(default)).All(job => job.LastRun is { State: JobRunState.Succeeded } run && run.ScheduledAt == at));
        }

        Assert.Equal(30, ran.Count);
        Assert.Equal(30, ran.Distinct().Count());
        var runs = (await first.Jobs.RunsAsync("a", null, null, 100, default)).Items;
        Assert.All(runs, run => Assert.Equal((JobRunState.Succeeded, 1), (run.State, run.Attempts)));
    }

    [Fact]
    public async Task A_worker_that_slept_over_its_lease_is_replaced_and_can_neither_finish_nor_double_its_effects()
    {
        await using var storage = await TestStorage.CreateAsync(postgres);
        var (first, second) = (await storage.OpenAsync(), await storage.OpenAsync());
        var (asleep, awake) = (new TaskCompletionSource(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        Exception? refused = null;
        var slow = TestWorker.Job("work", async (run, _) =>
        {
            asleep.TrySetResult();
            await awake.Task;
            refused = await Record.ExceptionAsync(() => first.ProviderProbes.AddAsync(Probe("the sleeper"), run.Fence, default));
        });
        var quick = TestWorker.Job("work", (run, token) => second.ProviderProbes.AddAsync(Probe("the successor"), run.Fence, token));
        var sleepy = new PausedQueue(first.JobQueue);
        await using var one = new TestWorker("one", sleepy, TimeProvider.System, Short, slow);
        await using var two = new TestWorker("two", second.JobQueue, TimeProvider.System, Short, quick);
        await one.Due.AnnounceAsync([slow], default);
        await second.JobQueue.EnqueueAsync("work", _due, null, default);
        await one.StartAsync();
        await asleep.Task;
        sleepy.Stop();

        await two.StartAsync();
        await Eventually.TrueAsync(async () => (await second.Jobs.FindAsync("work", default))!.LastRun is { State: JobRunState.Succeeded });
        awake.SetResult();
        sleepy.Continue();
        await Eventually.TrueAsync(() => refused is not null);
        await one.StopAsync();

        Assert.IsType<JobLeaseLostException>(refused);
        Assert.DoesNotContain(true, sleepy.Finished);
        var run = Assert.Single((await second.Jobs.RunsAsync("work", null, null, 10, default)).Items);
        Assert.Equal((JobRunState.Succeeded, "two", 2), (run.State, run.Owner, run.Attempts));
        Assert.Equal("the successor", Assert.Single((await second.ProviderProbes.ListAsync("openai", null, 10, default)).Items).Message);
    }

    [Fact]
    public async Task A_long_run_keeps_its_lease_and_says_how_far_it_is()
    {
        await using var storage = await TestStorage.CreateAsync(postgres);
        var module = await storage.OpenAsync();
        var (reported, done) = (new TaskCompletionSource(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var job = TestWorker.Job("long", async (run, token) =>
        {
            await run.ReportAsync(0.25, "A quarter.", token);
            run.Count("rows", 3);
            run.Count("rows", 4);
            reported.SetResult();
            await done.Task;
        });
        await using var one = new TestWorker("one", module.JobQueue, TimeProvider.System, Short, job);
        await using var two = new TestWorker("two", (await storage.OpenAsync()).JobQueue, TimeProvider.System, Short, job);
        await one.Due.AnnounceAsync([job], default);
        await module.JobQueue.EnqueueAsync("long", _due, null, default);
        await one.StartAsync();
        await reported.Task;
        await two.StartAsync();
        var begun = (await module.Jobs.FindAsync("long", default))!.LastRun!;
        Assert.Equal((JobRunState.Running, 0.25, "A quarter."), (begun.State, begun.Progress, begun.Message));
        // Longer than the lease: without renewal the other one would have it by then.
        await Eventually.TrueAsync(() => TimeProvider.System.GetUtcNow() > begun.StartedAt + (Short * 2.5));
        done.SetResult();
        await Eventually.TrueAsync(async () => (await module.Jobs.FindAsync("long", default))!.LastRun is { State: JobRunState.Succeeded });
        var run = (await module.Jobs.FindAsync("long", default))!.LastRun!;
        Assert.Equal(("one", 1, 7L), (run.Owner, run.Attempts, run.Counts!["rows"]));
    }

    [Fact]
    public async Task A_run_that_breaks_has_failed_with_what_went_wrong()
    {
        await using var storage = await TestStorage.CreateAsync(postgres);
        var module = await storage.OpenAsync();
        var job = TestWorker.Job("broken", (run, _) =>
        {
            run.Count("before", 2);
            throw new InvalidOperationException("The disk is on fire.");
        });
        await using var worker = new TestWorker("one", module.JobQueue, TimeProvider.System, Long, job);
        await worker.Due.AnnounceAsync([job], default);
        await module.JobQueue.EnqueueAsync("broken", _due, null, default);
        await worker.RunOnceAsync();
        var run = (await module.Jobs.FindAsync("broken", default))!.LastRun!;
        Assert.Equal((JobRunState.Failed, "The disk is on fire.", 2L), (run.State, run.Error, run.Counts!["before"]));
    }

    [Fact]
    public async Task A_worker_that_is_told_to_stop_gives_its_run_back_for_another_one()
    {
        await using var storage = await TestStorage.CreateAsync(postgres);
        var (first, second) = (await storage.OpenAsync(), await storage.OpenAsync());
        var begun = new TaskCompletionSource();
        var endless = TestWorker.Job("work", async (_, token) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
        });
        var quick = TestWorker.Job("work", (_, _) => Task.CompletedTask);
        await using var one = new TestWorker("one", first.JobQueue, TimeProvider.System, Long, endless);
        await using var two = new TestWorker("two", second.JobQueue, TimeProvider.System, Long, quick);
        await one.Due.AnnounceAsync([endless], default);
        await first.JobQueue.EnqueueAsync("work", _due, null, default);
        await one.StartAsync();
        await begun.Task;
        await one.StopAsync();
        await two.RunOnceAsync();
        var run = (await second.Jobs.FindAsync("work", default))!.LastRun!;
        Assert.Equal((JobRunState.Succeeded, "two", 1), (run.State, run.Owner, run.Attempts));
    }

    private static ProviderProbeRecord Probe(string message) => new(
        Guid.CreateVersion7(), TimeProvider.System.GetUtcNow(), "openai", "gpt-6-luna", true, 200, message, TimeSpan.FromMilliseconds(1));
}
