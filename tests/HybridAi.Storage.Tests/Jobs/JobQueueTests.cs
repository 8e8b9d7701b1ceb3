using System.Text.Json;
using HybridAi.Core.Audit;
using HybridAi.Core.Events;
using HybridAi.Core.Jobs;
using HybridAi.Core.Providers;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Jobs;

public sealed class SqliteJobQueueTests() : JobQueueTests(null);

public sealed class PostgresJobQueueTests(MigratedPostgres postgres) : JobQueueTests(postgres);

public abstract class JobQueueTests(MigratedPostgres? postgres) : StorageTests(postgres)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly string[] Both = ["first", "second"];
    private static readonly IReadOnlyDictionary<string, long> Nothing = new Dictionary<string, long>();
    private readonly DateTimeOffset _due = Records.Now().AddHours(1);

    private IJobQueue Queue => Storage.JobQueue;

    private Task AnnounceAsync() => Queue.AnnounceAsync(
        [new JobDefinition("first", "The first.", "1h", true, _due), new JobDefinition("second", "The second.", "30 4 * * *", false, null)], default);

    private Task<bool> EnqueueAsync(int hours = 0, string job = "first") => Queue.EnqueueAsync(job, _due.AddHours(hours), _due.AddHours(hours + 1), default);

    private Task<ClaimedRun?> ClaimAsync(string owner = "one", int attempts = 3, string[]? jobs = null) => Queue.ClaimAsync(jobs ?? Both, owner, Lease, attempts, default);

    private Task ExpireAsync(JobFence fence) => Database.ExecuteAsync("UPDATE background_jobs SET lease_until = 1 WHERE fence = @Token", new { fence.Token });

    private async Task<JobRun> RunAsync(JobFence fence, string job = "first") => (await Storage.Jobs.FindRunAsync(job, fence.Run, default))!;

    [Fact]
    public async Task A_firing_is_noted_down_once_and_claimed_by_one()
    {
        await AnnounceAsync();
        Assert.False(await Queue.HasWorkAsync(Both, default));
        var noted = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => EnqueueAsync()));
        Assert.Single(noted, true);
        Assert.True(await Queue.HasWorkAsync(Both, default));
        Assert.False(await Queue.HasWorkAsync(["second"], default));
        Assert.Null(await ClaimAsync(jobs: ["second"]));

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => ClaimAsync($"worker {i}")));
        var claim = Assert.Single(claims, claim => claim is not null)!;
        Assert.Equal(("first", _due, 1), (claim.Job, claim.ScheduledAt, claim.Attempt));
        Assert.False(await Queue.HasWorkAsync(Both, default));
        var run = await RunAsync(claim.Fence);
        Assert.Equal((JobRunState.Running, false, 1), (run.State, run.IsManual, run.Attempts));
        Assert.StartsWith("worker ", run.Owner, StringComparison.Ordinal);

        Assert.True(await Queue.RenewAsync(claim.Fence, Lease, 0.5, "half \0way", default));
        Assert.Equal((0.5, "half \uFFFDway"), ((await RunAsync(claim.Fence)).Progress, (await RunAsync(claim.Fence)).Message));
        Assert.True(await Queue.FinishAsync(claim.Fence, null, new Dictionary<string, long> { ["things"] = 7 }, default));
        run = await RunAsync(claim.Fence);
        Assert.Equal((JobRunState.Succeeded, 1.0, null, 7L), (run.State, run.Progress, run.Error, run.Counts!["things"]));
        Assert.True(run.FinishedAt >= run.StartedAt);
        Assert.False(await EnqueueAsync());
        Assert.False(await EnqueueAsync(hours: -1));
        Assert.Null(await ClaimAsync());
    }

    [Fact]
    public async Task What_becomes_of_runs_is_told_to_those_who_follow_and_progress_at_most_by_the_percent()
    {
        await AnnounceAsync();
        await EnqueueAsync();
        var first = (await ClaimAsync())!;
        foreach (var progress in new[] { 0.001, 0.3, 0.301, 0.309, 0.31 })
            Assert.True(await Queue.RenewAsync(first.Fence, Lease, progress, $"at {progress}", default));
        Assert.True(await Queue.RenewAsync(first.Fence, Lease, null, null, default));
        Assert.True(await Queue.ReleaseAsync(first.Fence, default));
        var second = (await ClaimAsync("two"))!;
        Assert.False(await Queue.FinishAsync(first.Fence, null, Nothing, default));
        Assert.True(await Queue.FinishAsync(second.Fence, null, new Dictionary<string, long> { ["things"] = 7 }, default));
        await EnqueueAsync(1);
        Assert.True(await Queue.FinishAsync((await ClaimAsync())!.Fence, "It broke.", Nothing, default));
        await EnqueueAsync(2);
        await ExpireAsync((await ClaimAsync(attempts: 1))!.Fence);
        Assert.Null(await ClaimAsync(attempts: 1));

        var told = await Storage.Events.ReadAsync(0, EventTopics.Jobs, null, 1000, default);
        Assert.Equal(
            ["started", "progress", "progress", "released", "started", "succeeded", "started", "failed", "started", "failed"],
            told.Select(one => JsonElement.Parse(one.Data).GetProperty("kind").GetString()));
        Assert.Equal($$"""{"kind":"progress","job":"first","run":"{{first.Fence.Run}}","worker":"one","attempt":1,"progress":0.3,"message":"at 0.3"}""", told[1].Data);
        var ended = JsonElement.Parse(told[5].Data);
        Assert.Equal((second.Fence.Run, "two", 7), (ended.GetProperty("run").GetGuid(), ended.GetProperty("worker").GetString(), ended.GetProperty("counts").GetProperty("things").GetInt64()));
        Assert.Equal("It broke.", JsonElement.Parse(told[7].Data).GetProperty("error").GetString());
        Assert.Contains("died", JsonElement.Parse(told[9].Data).GetProperty("error").GetString());
    }

    [Fact]
    public async Task What_was_missed_is_one_firing_and_runs_of_a_job_follow_each_other()
    {
        await AnnounceAsync();
        Assert.True(await EnqueueAsync(0));
        Assert.False(await EnqueueAsync(1));
        var first = await ClaimAsync();
        Assert.True(await EnqueueAsync(2));
        Assert.True(await EnqueueAsync(0, "second"));
        Assert.Equal("second", (await ClaimAsync())!.Job);
        Assert.Null(await ClaimAsync());
        Assert.True(await Queue.FinishAsync(first!.Fence, "It broke.", Nothing, default));
        Assert.Equal((JobRunState.Failed, "It broke."), ((await RunAsync(first.Fence)).State, (await RunAsync(first.Fence)).Error));
        Assert.Equal(_due.AddHours(2), (await ClaimAsync())!.ScheduledAt);
        Assert.Equal(2, (await Storage.Jobs.RunsAsync("first", null, null, 10, default)).Items.Count);
    }

    [Fact]
    public async Task A_run_whose_lease_has_expired_is_taken_over_and_its_first_worker_can_do_nothing_more()
    {
        await AnnounceAsync();
        await EnqueueAsync();
        var lost = (await ClaimAsync("one"))!;
        await ExpireAsync(lost.Fence);
        // Expired is over, whether somebody else has it yet or not.
        await AssertPowerlessAsync(lost.Fence);
        var taken = (await ClaimAsync("two"))!;
        Assert.Equal((lost.Fence.Run, 2), (taken.Fence.Run, taken.Attempt));
        Assert.True(taken.Fence.Token > lost.Fence.Token);
        await AssertPowerlessAsync(lost.Fence);
        var run = await RunAsync(taken.Fence);
        Assert.Equal((JobRunState.Running, "two"), (run.State, run.Owner));
        await Storage.ProviderProbes.AddAsync(Probe("by the second"), taken.Fence, default);
        Assert.True(await Queue.FinishAsync(taken.Fence, null, Nothing, default));
        await AssertPowerlessAsync(taken.Fence);
        Assert.Equal("by the second", Assert.Single((await Storage.ProviderProbes.ListAsync("openai", null, 10, default)).Items).Message);
    }

    [Fact]
    public async Task After_so_many_attempts_a_run_has_failed()
    {
        await AnnounceAsync();
        await EnqueueAsync();
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var claim = (await ClaimAsync())!;
            Assert.Equal(attempt, claim.Attempt);
            await ExpireAsync(claim.Fence);
        }

        Assert.Null(await ClaimAsync());
        var run = Assert.Single((await Storage.Jobs.RunsAsync("first", JobRunState.Failed, null, 10, default)).Items);
        Assert.Contains("3 times", run.Error, StringComparison.Ordinal);
        Assert.NotNull(run.FinishedAt);
        Assert.False(await Queue.HasWorkAsync(Both, default));
    }

    [Fact]
    public async Task A_run_that_is_given_back_begins_anew_without_having_lost_an_attempt()
    {
        await AnnounceAsync();
        await EnqueueAsync();
        var claim = (await ClaimAsync("one", attempts: 1))!;
        Assert.True(await Queue.ReleaseAsync(claim.Fence, default));
        await AssertPowerlessAsync(claim.Fence);
        Assert.Equal(1, (await ClaimAsync("two", attempts: 1))!.Attempt);
    }

    [Fact]
    public async Task A_paused_job_begins_nothing_and_notes_nothing_down()
    {
        await AnnounceAsync();
        await EnqueueAsync(0);
        Assert.Equal(WriteResult.Done, await PauseAsync(true));
        Assert.Equal(WriteResult.Stale, await PauseAsync(true));
        Assert.False(await Queue.HasWorkAsync(Both, default));
        Assert.Null(await ClaimAsync());
        Assert.False(await EnqueueAsync(1));
        Assert.True((await Storage.Jobs.RequestAsync("first", Guid.CreateVersion7(), Entry("job.run"), default)).IsPaused);
        await AnnounceAsync();
        Assert.True((await Storage.Jobs.FindAsync("first", default))!.Paused);
        Assert.Equal(WriteResult.Done, await PauseAsync(false));
        Assert.Equal(_due, (await ClaimAsync())!.ScheduledAt);
        Assert.Equal(WriteResult.NotFound, await Storage.Jobs.SetPausedAsync("third", true, Entry("job.pause"), default));
        Assert.Equal(["job.pause", "job.resume"], (await Storage.Audit.ListAsync(null, "job.", null, 10, default)).Items.Select(entry => entry.Action).Order());
    }

    [Fact]
    public async Task A_run_that_is_asked_for_waits_once_and_has_a_time_of_its_own()
    {
        await AnnounceAsync();
        var entry = Entry("job.run");
        var asked = (await Storage.Jobs.RequestAsync("second", Guid.CreateVersion7(), entry, default)).Run!;
        Assert.Equal((entry.At, true, JobRunState.Pending), (asked.ScheduledAt, asked.IsManual, asked.State));
        Assert.Equal(asked.Id, (await Storage.Jobs.RequestAsync("second", Guid.CreateVersion7(), Entry("job.run"), default)).Run!.Id);
        Assert.Single((await Storage.Audit.ListAsync(null, "job.", null, 10, default)).Items);
        var claim = (await ClaimAsync())!;
        Assert.Equal(asked.Id, claim.Fence.Run);
        var next = (await Storage.Jobs.RequestAsync("second", Guid.CreateVersion7(), entry with { Id = Guid.CreateVersion7() }, default)).Run!;
        Assert.Equal(entry.At.AddMilliseconds(1), next.ScheduledAt);
        var unknown = await Storage.Jobs.RequestAsync("third", Guid.CreateVersion7(), Entry("job.run"), default);
        Assert.Equal((null, false), (unknown.Run, unknown.IsPaused));
    }

    [Fact]
    public async Task Jobs_are_listed_as_they_were_announced_with_the_run_that_began_last()
    {
        await AnnounceAsync();
        await EnqueueAsync();
        Assert.All(await Storage.Jobs.ListAsync(default), job => Assert.Null(job.LastRun));
        var claim = (await ClaimAsync())!;
        await Queue.FinishAsync(claim.Fence, null, Nothing, default);
        await EnqueueAsync(1);
        var jobs = await Storage.Jobs.ListAsync(default);
        Assert.Equal(["first", "second"], jobs.Select(job => job.Definition.Name));
        Assert.Equal(new JobDefinition("first", "The first.", "1h", true, _due.AddHours(2)), jobs[0].Definition);
        Assert.Equal(claim.Fence.Run, jobs[0].LastRun!.Id);
        Assert.Equal(new JobDefinition("second", "The second.", "30 4 * * *", false, null), jobs[1].Definition);
        Assert.Null(await Storage.Jobs.FindAsync("FIRST\0", default));
        Assert.Null(await Storage.Jobs.FindRunAsync("second", claim.Fence.Run, default));
    }

    [Fact]
    public async Task Runs_are_paged_newest_first()
    {
        await AnnounceAsync();
        for (var i = 0; i < 5; i++)
        {
            await EnqueueAsync(i);
            await Queue.FinishAsync((await ClaimAsync())!.Fence, i == 2 ? "no" : null, Nothing, default);
        }

        var (seen, cursor) = (new List<DateTimeOffset>(), (Core.Paging.PageCursor?)null);
        do
        {
            var page = await Storage.Jobs.RunsAsync("first", null, cursor, 2, default);
            seen.AddRange(page.Items.Select(run => run.ScheduledAt));
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal([.. Enumerable.Range(0, 5).Reverse().Select(i => _due.AddHours(i))], seen);
        Assert.Equal(_due.AddHours(2), Assert.Single((await Storage.Jobs.RunsAsync("first", JobRunState.Failed, null, 10, default)).Items).ScheduledAt);
    }

    [Fact]
    public async Task Of_runs_that_went_as_usual_only_so_many_are_kept()
    {
        await AnnounceAsync();
        for (var i = 0; i < 7; i++)
        {
            await EnqueueAsync(i);
            await Queue.FinishAsync((await ClaimAsync())!.Fence, i == 1 ? "It broke." : null, Nothing, default);
        }

        await Database.ExecuteAsync("UPDATE background_jobs SET manual = TRUE WHERE at = @at", new { at = _due.AddHours(2).ToUnixTimeMilliseconds() });
        await EnqueueAsync(0, "second");
        await Queue.FinishAsync((await ClaimAsync(jobs: ["second"]))!.Fence, null, Nothing, default);
        await EnqueueAsync(1, "second");
        var claim = (await ClaimAsync(jobs: ["second"]))!;
        Assert.Equal(3, await Queue.PruneAsync(DateTimeOffset.UnixEpoch, 2, 10, claim.Fence, default));
        Assert.Equal(0, await Queue.PruneAsync(DateTimeOffset.UnixEpoch, 2, 10, claim.Fence, default));
        Assert.Equal([6, 5, 2, 1], (await Storage.Jobs.RunsAsync("first", null, null, 10, default)).Items.Select(run => (int)(run.ScheduledAt - _due).TotalHours));
        Assert.Equal(2, (await Storage.Jobs.RunsAsync("second", null, null, 10, default)).Items.Count);
    }

    [Fact]
    public async Task Only_what_has_ended_long_ago_is_removed_and_only_under_a_claim_that_holds()
    {
        await AnnounceAsync();
        for (var i = 0; i < 4; i++)
        {
            await EnqueueAsync(i);
            await Queue.FinishAsync((await ClaimAsync())!.Fence, null, Nothing, default);
        }

        await EnqueueAsync(4);
        await Database.ExecuteAsync("UPDATE background_jobs SET finished_at = 1000 WHERE at < @at", new { at = _due.AddHours(3).ToUnixTimeMilliseconds() });
        await EnqueueAsync(0, "second");
        var claim = (await ClaimAsync(jobs: ["second"]))!;
        var before = DateTimeOffset.FromUnixTimeMilliseconds(1001);
        Assert.Equal(2, await Queue.PruneAsync(before, 100, 2, claim.Fence, default));
        Assert.Equal(1, await Queue.PruneAsync(before, 100, 2, claim.Fence, default));
        Assert.Equal(0, await Queue.PruneAsync(before, 100, 2, claim.Fence, default));
        Assert.Equal([_due.AddHours(4), _due.AddHours(3)], (await Storage.Jobs.RunsAsync("first", null, null, 10, default)).Items.Select(run => run.ScheduledAt));
        await ExpireAsync(claim.Fence);
        await Assert.ThrowsAsync<JobLeaseLostException>(() => Queue.PruneAsync(before, 100, 2, claim.Fence, default));
    }

    [Fact]
    public async Task Trial_calls_are_kept_paged_and_removed()
    {
        await AnnounceAsync();
        await EnqueueAsync();
        var fence = (await ClaimAsync())!.Fence;
        var probes = Enumerable.Range(0, 3).Select(i => Probe($"{i}", Records.Now().AddMinutes(i))).ToList();
        foreach (var probe in probes)
            await Storage.ProviderProbes.AddAsync(probe, fence, default);
        await Storage.ProviderProbes.AddAsync(probes[0] with { Id = Guid.CreateVersion7(), Provider = "groq", Ok = true, Status = null, Message = null }, fence, default);
        var page = await Storage.ProviderProbes.ListAsync("openai", null, 2, default);
        Assert.Equal([probes[2], probes[1]], page.Items);
        Assert.Equal([probes[0]], (await Storage.ProviderProbes.ListAsync("openai", page.Next, 2, default)).Items);
        Assert.Equal((true, null, null), Assert.Single((await Storage.ProviderProbes.ListAsync("groq", null, 2, default)).Items) is { } other ? (other.Ok, other.Status, other.Message) : default);
        Assert.Equal(2, await Storage.ProviderProbes.PruneAsync(probes[1].At, 10, fence, default));
        Assert.Equal(2, (await Storage.ProviderProbes.ListAsync("openai", null, 10, default)).Items.Count);
    }

    private static ProviderProbeRecord Probe(string message, DateTimeOffset? at = null) => new(
        Guid.CreateVersion7(), at ?? Records.Now(), "openai", "gpt-6-luna", false, 500, message, TimeSpan.FromMicroseconds(1234));

    private static AuditEntry Entry(string action) => Records.Audit(action);

    private Task<WriteResult> PauseAsync(bool paused) => Storage.Jobs.SetPausedAsync("first", paused, Entry(paused ? "job.pause" : "job.resume"), default);

    private async Task AssertPowerlessAsync(JobFence fence)
    {
        Assert.False(await Queue.RenewAsync(fence, Lease, null, null, default));
        Assert.False(await Queue.FinishAsync(fence, null, Nothing, default));
        Assert.False(await Queue.ReleaseAsync(fence, default));
        await Assert.ThrowsAsync<JobLeaseLostException>(() => Queue.PruneAsync(Records.Now().AddDays(1), 100, 10, fence, default));
        await Assert.ThrowsAsync<JobLeaseLostException>(() => Storage.ProviderProbes.AddAsync(Probe("by the first"), fence, default));
    }
}
