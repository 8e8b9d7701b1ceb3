using HybridAi.Gateway.Tests.Management.Fakes;
using HybridAi.Worker.Tests.Testing;

namespace HybridAi.Worker.Tests.Scheduling;

public sealed class DueJobsTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private readonly ManualTime _time = new(new DateTimeOffset(2026, 3, 1, 10, 20, 0, TimeSpan.Zero));

    [Fact]
    public async Task What_fell_due_while_nobody_looked_is_run_once_and_what_was_before_the_first_start_is_not()
    {
        await using var storage = await TestStorage.CreateAsync(null, _time);
        var module = await storage.OpenAsync();
        var ran = new List<DateTimeOffset>();
        var job = TestWorker.Job("due", (run, _) =>
        {
            ran.Add(run.ScheduledAt);
            return Task.CompletedTask;
        });
        await using var worker = new TestWorker("one", module.JobQueue, _time, Lease, job);
        async Task LookAsync()
        {
            await worker.Due.EnqueueAsync(job, default);
            await worker.RunOnceAsync();
        }

        await worker.Due.AnnounceAsync([job], default);
        Assert.Equal(At(11), (await module.Jobs.FindAsync("due", default))!.Definition.NextAt);
        await LookAsync();
        Assert.Empty(ran);
        _time.Advance(TimeSpan.FromMinutes(41));
        await LookAsync();
        await LookAsync();
        Assert.Equal([At(11)], ran);
        Assert.Equal(At(12), (await module.Jobs.FindAsync("due", default))!.Definition.NextAt);
        _time.Advance(TimeSpan.FromHours(5));
        await worker.Due.AnnounceAsync([job], default);
        await LookAsync();
        await LookAsync();
        Assert.Equal([At(11), At(16)], ran);
    }

    private static DateTimeOffset At(int hour) => new(2026, 3, 1, hour, 0, 0, TimeSpan.Zero);
}
