using HybridAi.Client.Jobs;
using HybridAi.Web.Tests.Fakes;

namespace HybridAi.Web.Tests.Pages;

public sealed class JobsTests : IAsyncLifetime
{
    private readonly Site _site = new();

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        _site.Gateway.AnswerList("GET /api/jobs",
        [
            Job("retention", next: TimeSpan.FromMinutes(5), Run("succeeded", counts: new Dictionary<string, long> { ["removed"] = 1234 })),
            Job("late", next: TimeSpan.FromHours(-2), Run("failed", error: "The disk is <full>.")),
            Job("paused", next: TimeSpan.FromMinutes(5), null) with { Paused = true },
            Job("manual", next: null, null) with { Enabled = false },
        ]);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Each_job_has_its_schedule_and_what_it_did_last()
    {
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/jobs");
        string[] shown = ["in 5 min", "removed 1,234", "overdue since 2 h: does a worker run?", "The disk is &lt;full&gt;.", "only when asked", "never", "took 1.50 s"];
        Assert.All(shown, text => Assert.Contains(text, page));
        Assert.DoesNotContain("Run now", page);
    }

    [Fact]
    public async Task Without_a_worker_it_says_so()
    {
        _site.Gateway.AnswerList<JobDocument>("GET /api/jobs", []);
        await _site.SignInAsync("hai-viewer");
        Assert.Contains("No worker has announced any", await _site.PageAsync("/jobs"));
    }

    [Fact]
    public async Task An_operator_runs_and_only_an_administrator_pauses()
    {
        _site.Gateway.Answer("POST /api/jobs/retention/run", Run("pending"));
        _site.Gateway.Answer("POST /api/jobs/retention/pause", Job("retention", null, null));
        _site.Gateway.Answer("POST /api/jobs/paused/resume", Job("paused", null, null));
        await _site.SignInAsync("hai-operator");
        await _site.SendFormAsync("/jobs", "/jobs/retention/run");
        var page = await _site.PageAsync("/jobs");
        Assert.Contains("A run of retention is asked for", page);
        Assert.DoesNotContain("/pause\"", page);
        _site.NewSession();
        await _site.SignInAsync("hai-admin");
        await _site.SendFormAsync("/jobs", "/jobs/retention/pause");
        await _site.SendFormAsync("/jobs", "/jobs/paused/resume");
        Assert.Equal(["POST /api/jobs/retention/run", "POST /api/jobs/retention/pause", "POST /api/jobs/paused/resume"], _site.Gateway.Changes);
    }

    [Fact]
    public async Task A_jobs_runs_are_listed_by_status_and_page()
    {
        _site.Gateway.Answer("GET /api/jobs/retention", Job("retention", TimeSpan.FromMinutes(5), null));
        _site.Gateway.AnswerList("GET /api/jobs/retention/runs", [Run("running") with { Progress = 0.25, FinishedAt = null }, Run("failed", error: "It broke.")], next: "c2");
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/jobs/retention?status=failed");
        string[] shown = ["value=\"0.25\"", "It broke.", "worker-1", "cursor=c2", "href=\"/jobs/retention?status=failed\" aria-current=\"true\"", "25 %"];
        Assert.All(shown, text => Assert.Contains(text, page));
        Assert.Contains("/api/jobs/retention/runs?status=failed&limit=50 hai-viewer", _site.Gateway.Calls);
    }

    private static JobDocument Job(string name, TimeSpan? next, JobRunDocument? last) => new()
    {
        Name = name, Description = "What " + name + " does", Schedule = "15m", Enabled = true, NextRunAt = next is { } due ? Sample.Start + due : null, AnnouncedAt = Sample.Start, LastRun = last,
    };

    private static JobRunDocument Run(string status, string? error = null, IReadOnlyDictionary<string, long>? counts = null) => new()
    {
        Id = Guid.CreateVersion7(Sample.Start), Job = "retention", ScheduledAt = Sample.Start, Status = status, Worker = "worker-1", Attempts = 1, StartedAt = Sample.Start,
        FinishedAt = Sample.Start + TimeSpan.FromSeconds(1.5), Error = error, Counts = counts,
    };
}
