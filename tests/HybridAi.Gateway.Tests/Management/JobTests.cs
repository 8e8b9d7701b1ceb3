using System.Net;
using HybridAi.Client;
using HybridAi.Client.Errors;
using HybridAi.Client.Jobs;
using HybridAi.Core.Jobs;
using HybridAi.Core.Providers;
using HybridAi.Core.Tenancy;
using HybridAi.TestServers;

namespace HybridAi.Gateway.Tests.Management;

public sealed class SqliteJobTests() : JobTests(null);

public sealed class PostgresJobTests(PostgresFixture postgres) : JobTests(postgres);

public abstract class JobTests(PostgresFixture? postgres) : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    // Postgres goes by its own clock, and nothing is due again that was before the job was known.
    private static readonly DateTimeOffset Due = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ManagementServer _server = new() { Postgres = postgres };

    private IJobQueue Queue => _server.Storage.JobQueue;

    private DateTimeOffset Now => _server.Time.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        await Queue.AnnounceAsync(
            [new JobDefinition("retention", "Removes.", "1h", true, Due), new JobDefinition("probe", "Tries.", "5m", false, null)], default);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_run_that_is_asked_for_is_accepted_done_and_shown()
    {
        var (viewer, operating) = (_server.Client(Role.Viewer), _server.Client(Role.Operator));
        var asked = await operating.RunJobAsync("probe");
        Assert.Equal(("probe", JobRunStatuses.Pending, true, 0, Now), (asked.Job, asked.Status, asked.Manual, asked.Attempts, asked.ScheduledAt));
        Assert.Equal(asked.Id, (await operating.RunJobAsync("probe")).Id);
        var raw = await _server.SendAsync(HttpMethod.Post, "/api/jobs/probe/run", null, _server.Secret(Role.Operator));
        Assert.Equal(202, raw.Status);
        Assert.Null((await viewer.JobAsync("probe")).LastRun);

        var began = TimeProvider.System.GetUtcNow().AddMilliseconds(-1);
        var claim = (await Queue.ClaimAsync(["probe"], "worker-1", Lease, 3, default))!;
        Assert.Equal(asked.Id, claim.Fence.Run);
        _server.Time.Advance(TimeSpan.FromSeconds(2));
        await Queue.RenewAsync(claim.Fence, Lease, 0.5, "Halfway.", default);
        var running = (await viewer.JobAsync("probe")).LastRun!;
        Assert.Equal((JobRunStatuses.Running, "worker-1", 1, 0.5, "Halfway."), (running.Status, running.Worker, running.Attempts, running.Progress, running.Message));
        await Queue.FinishAsync(claim.Fence, null, new Dictionary<string, long> { ["tried"] = 3 }, default);
        var done = await viewer.JobRunAsync("probe", asked.Id);
        Assert.Equal((JobRunStatuses.Succeeded, 1.0, 3L), (done.Status, done.Progress, done.Counts!["tried"]));
        if (_server.Postgres is null)
            Assert.Equal((Now.AddSeconds(-2), Now), (done.StartedAt, done.FinishedAt));
        else
            Assert.True(began <= done.StartedAt && done.StartedAt <= done.FinishedAt && done.FinishedAt <= TimeProvider.System.GetUtcNow(), $"{began} {done.StartedAt} {done.FinishedAt}");

        var entry = Assert.Single(await _server.AuditAsync("job."));
        Assert.Equal(("job.run", "probe"), (entry.Action, entry.Target));
        Assert.Contains(asked.Id.ToString(), entry.After);
    }

    [Fact]
    public async Task A_paused_job_is_shown_so_begins_nothing_and_refuses_to_be_run()
    {
        var (viewer, admin) = (_server.Client(Role.Viewer), _server.Client(Role.Administrator));
        Assert.Equal([("probe", "5m", false, null), ("retention", "1h", true, Due)],
            (await viewer.JobsAsync()).Data.Select(job => (job.Name, job.Schedule, job.Enabled, job.NextRunAt)));
        await Queue.EnqueueAsync("retention", Due, Due.AddHours(1), default);
        var paused = await admin.PauseJobAsync("retention");
        Assert.Equal((true, null), (paused.Paused, paused.NextRunAt));
        Assert.True((await admin.PauseJobAsync("retention")).Paused);
        Assert.True((await viewer.JobAsync("retention")).Paused);
        Assert.False((await viewer.JobAsync("probe")).Paused);
        Assert.Null(await Queue.ClaimAsync(["retention"], "worker-1", Lease, 3, default));
        var refused = await Assert.ThrowsAsync<HybridAiApiException>(() => _server.Client(Role.Operator).RunJobAsync("retention"));
        Assert.Equal((HttpStatusCode.Conflict, "job_paused"), (refused.Status, refused.Code));
        Assert.Contains("/api/jobs/retention/resume", refused.Message);

        _server.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False((await admin.ResumeJobAsync("retention")).Paused);
        Assert.False((await admin.ResumeJobAsync("retention")).Paused);
        Assert.NotNull(await Queue.ClaimAsync(["retention"], "worker-1", Lease, 3, default));
        var entries = await _server.AuditAsync("job.");
        Assert.Equal(["job.pause", "job.resume"], entries.Select(entry => entry.Action));
        Assert.Contains("\"paused\":false", entries[0].Before);
        Assert.Contains("\"paused\":true", entries[0].After);
    }

    [Fact]
    public async Task The_history_is_paged_and_filtered()
    {
        for (var i = 0; i < 5; i++)
        {
            await Queue.EnqueueAsync("retention", Due.AddHours(i), null, default);
            var claim = (await Queue.ClaimAsync(["retention"], "worker-1", Lease, 3, default))!;
            await Queue.FinishAsync(claim.Fence, i == 1 ? "It broke." : null, new Dictionary<string, long>(), default);
        }

        var viewer = _server.Client(Role.Viewer);
        var seen = new List<JobRunDocument>();
        string? cursor = null;
        do
        {
            var page = await viewer.JobRunsAsync("retention", new JobRunFilter { Limit = 2, Cursor = cursor });
            Assert.InRange(page.Data.Count, 1, 2);
            seen.AddRange(page.Data);
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal([.. Enumerable.Range(0, 5).Reverse().Select(i => Due.AddHours(i))], seen.Select(run => run.ScheduledAt));
        var failed = Assert.Single((await viewer.JobRunsAsync("retention", new JobRunFilter { Status = JobRunStatuses.Failed })).Data);
        Assert.Equal("It broke.", failed.Error);
        Assert.Empty((await viewer.JobRunsAsync("probe")).Data);
    }

    [Theory]
    [InlineData("GET", "/api/jobs/nothing", 404, "not_found")]
    [InlineData("GET", "/api/jobs/nothing/runs", 404, "not_found")]
    [InlineData("GET", "/api/jobs/retention/runs/nothing", 404, "not_found")]
    [InlineData("GET", "/api/jobs/retention/runs/01900000-0000-7000-8000-0000000000ff", 404, "not_found")]
    [InlineData("GET", "/api/jobs/retention/runs?status=done", 400, "invalid_value")]
    [InlineData("GET", "/api/jobs/retention/runs?limit=0", 400, "invalid_value")]
    [InlineData("GET", "/api/jobs/retention/runs?cursor=x", 400, "invalid_value")]
    [InlineData("GET", "/api/jobs?limit=1", 400, "unknown_parameter")]
    [InlineData("POST", "/api/jobs/nothing/run", 404, "not_found")]
    [InlineData("POST", "/api/jobs/nothing/pause", 404, "not_found")]
    [InlineData("POST", "/api/jobs/nothing/resume", 404, "not_found")]
    [InlineData("DELETE", "/api/jobs/retention", 405, "method_not_allowed")]
    [InlineData("GET", "/api/providers/nothing/probes", 404, "not_found")]
    [InlineData("GET", "/api/providers/openai/probes?cursor=x", 400, "invalid_value")]
    public async Task What_cannot_be_is_refused_and_changes_nothing(string method, string path, int status, string code)
    {
        var answer = await _server.AsAdministratorAsync(new HttpMethod(method), path);
        Assert.Equal((status, code), (answer.Status, answer.Code));
        Assert.Empty(await _server.AuditAsync("job."));
    }

    [Fact]
    public async Task Jobs_are_the_installations_and_each_role_may_do_its_own()
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            var outsider = await _server.SendAsync(HttpMethod.Get, "/api/jobs", null, _server.Secret(role, ManagementServer.Other));
            Assert.Equal((403, "insufficient_role"), (outsider.Status, outsider.Code));
        }

        Assert.Equal(403, (await _server.SendAsync(HttpMethod.Post, "/api/jobs/probe/run", null, _server.Secret(Role.Viewer))).Status);
        Assert.Equal(202, (await _server.SendAsync(HttpMethod.Post, "/api/jobs/probe/run", null, _server.Secret(Role.Operator))).Status);
        Assert.Equal(403, (await _server.SendAsync(HttpMethod.Post, "/api/jobs/probe/pause", null, _server.Secret(Role.Operator))).Status);
        Assert.Equal(200, (await _server.SendAsync(HttpMethod.Post, "/api/jobs/probe/pause", null, _server.Secret(Role.Administrator))).Status);
    }

    [Fact]
    public async Task Trial_calls_of_a_provider_are_shown_newest_first()
    {
        await Queue.EnqueueAsync("retention", Due, null, default);
        var fence = (await Queue.ClaimAsync(["retention"], "worker-1", Lease, 3, default))!.Fence;
        for (var i = 0; i < 3; i++)
        {
            var probe = new ProviderProbeRecord(Guid.CreateVersion7(), Now.AddMinutes(i), "groq", "small", i != 1, i == 1 ? 500 : 200, i == 1 ? "Overloaded." : null, TimeSpan.FromMilliseconds(12.5));
            await _server.Storage.ProviderProbes.AddAsync(probe, fence, default);
        }

        var viewer = _server.Client(Role.Viewer);
        var page = await viewer.ProviderProbesAsync("groq", limit: 2);
        Assert.Equal([(true, 200, null), (false, 500, "Overloaded.")], page.Data.Select(probe => (probe.Ok, probe.Status, probe.Message)));
        var last = Assert.Single((await viewer.ProviderProbesAsync("groq", page.Next, 2)).Data);
        Assert.Equal((Now, "small", 12.5), (last.At, last.Model, last.DurationMs));
        Assert.Empty((await viewer.ProviderProbesAsync("openai")).Data);
    }
}
