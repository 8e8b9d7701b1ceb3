using HybridAi.Core.Jobs;
using HybridAi.Core.Tenancy;
using HybridAi.ServiceDefaults.Configuration;
using HybridAi.Simulator;
using HybridAi.Worker.Hosting;
using HybridAi.Worker.Jobs;
using HybridAi.Worker.Tests.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HybridAi.Worker.Tests.Hosting;

public sealed class WorkerHostTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("hybridai-worker-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task It_runs_jobs_by_their_schedule_and_a_pause_holds_at_once()
    {
        await using var app = await StartAsync(new() { ["Jobs:JournalAdoption:Schedule"] = "1s", ["Jobs:Retention:Schedule"] = "* * * * * *" });
        var jobs = app.Services.GetRequiredService<IJobStore>();
        Assert.Equal(
            [
                ("audit-export", "1d", false), ("batch-settlement", "1m", true), ("budget-reconciliation", "5m", true), ("cache-ttl", "1h", true), ("configuration-backup", "1d", true), ("database-maintenance", "1d", true), ("error-tracking", "1m", true), ("journal-adoption", "1s", true), ("log-rotation", "1h", true), ("performance-monitoring", "5m", true), ("provider-checks", "1d", false),
                ("provider-probe", "5m", false), ("provider-tests", "1m", true), ("retention", "* * * * * *", true), ("system-health-check", "1m", true), ("usage-rollup", "10s", true),
            ],
            (await jobs.ListAsync(default)).Select(job => (job.Definition.Name, job.Definition.Schedule, job.Definition.Enabled)));
        foreach (var name in new[] { "journal-adoption", "retention" })
            await Eventually.TrueAsync(async () => (await RunsAsync(jobs, name)).Count(run => run.State == JobRunState.Succeeded) >= 3);
        Assert.Equal(WriteResult.Done, await jobs.SetPausedAsync("retention", true, Rows.Audit(TimeProvider.System.GetUtcNow()), default));
        // What was begun before may still go on.
        await Eventually.TrueAsync(async () => (await RunsAsync(jobs, "retention")).All(run => run.State != JobRunState.Running));
        var (before, adopted) = (await RunsAsync(jobs, "retention"), (await RunsAsync(jobs, "journal-adoption")).Count);
        await Eventually.TrueAsync(async () => (await RunsAsync(jobs, "journal-adoption")).Count >= adopted + 2);
        Assert.Equal(before.Select(run => run.Id), (await RunsAsync(jobs, "retention")).Select(run => run.Id));
        var runs = await RunsAsync(jobs, "journal-adoption");
        Assert.Equal(runs.Count, runs.Select(run => run.ScheduledAt).Distinct().Count());
        Assert.All(runs, run => Assert.Equal(0, run.ScheduledAt.Millisecond));
        Assert.Empty(await RunsAsync(jobs, "provider-probe"));
    }

    [Fact]
    public async Task What_jobs_do_when_nobody_says_is_told_as_their_default()
    {
        await using var app = await StartAsync(new() { ["Jobs:Retention:Schedule"] = "2h", ["Jobs:AuditExport:Enabled"] = "true", ["Jobs:CacheTtl:Schedule"] = "" });
        var told = app.Services.GetServices<SettingsInEffect>().SelectMany(part => part.List()).Where(one => one.Key.StartsWith("Jobs:", StringComparison.Ordinal)).ToDictionary(one => one.Key);
        var jobs = (await app.Services.GetRequiredService<IJobStore>().ListAsync(default)).ToDictionary(job => job.Definition.Name.Replace("-", "", StringComparison.Ordinal), job => job.Definition, StringComparer.OrdinalIgnoreCase);
        Assert.Equal(16, jobs.Count);
        foreach (var (name, job) in jobs)
        {
            Assert.Equal(job.Schedule, told.Single(one => one.Key.Equals($"Jobs:{name}:Schedule", StringComparison.OrdinalIgnoreCase)).Value.Value);
            Assert.Equal(job.Enabled ? "true" : "false", told.Single(one => one.Key.Equals($"Jobs:{name}:Enabled", StringComparison.OrdinalIgnoreCase)).Value.Value);
        }

        Assert.Equal(("2h", "15m"), (told["Jobs:Retention:Schedule"].Value, told["Jobs:Retention:Schedule"].Default));
        Assert.Equal(("true", "false"), (told["Jobs:AuditExport:Enabled"].Value, told["Jobs:AuditExport:Enabled"].Default));
        Assert.Equal(("1h", "1h", null), (told["Jobs:CacheTtl:Schedule"].Value, told["Jobs:CacheTtl:Schedule"].Default, told["Jobs:CacheTtl:Schedule"].Source));
    }

    [Fact]
    public async Task Providers_are_tried_when_that_is_asked_for()
    {
        await using var simulator = SimulatorHost.Build(new SimulatorOptions());
        await simulator.StartAsync();
        var root = new Uri(simulator.Urls.First());
        await using var app = await StartAsync(
            [], new() { ["openai"] = new(root, "openai/v1"), ["anthropic"] = new(root, "anthropic"), ["groq"] = new("http://127.0.0.1:9/groq") });
        var jobs = app.Services.GetRequiredService<IJobStore>();
        var asked = (await jobs.RequestAsync("provider-probe", Guid.CreateVersion7(), Rows.Audit(TimeProvider.System.GetUtcNow()), default)).Run!;
        await Eventually.TrueAsync(async () => (await jobs.FindRunAsync("provider-probe", asked.Id, default))!.FinishedAt is not null);
        var run = (await jobs.FindRunAsync("provider-probe", asked.Id, default))!;
        Assert.Equal((JobRunState.Succeeded, null, 2L, 1L), (run.State, run.Error, run.Counts!["answered"], run.Counts["failed"]));
        var probes = app.Services.GetRequiredService<Core.Providers.IProviderProbeStore>();
        foreach (var (provider, ok) in new[] { ("openai", true), ("anthropic", true), ("groq", false) })
        {
            var probe = Assert.Single((await probes.ListAsync(provider, null, 10, default)).Items);
            Assert.Equal((ok, ok ? (int?)200 : null, ok), (probe.Ok, probe.Status, probe.Message is null));
        }
    }

    [Fact]
    public async Task A_provider_at_a_private_address_that_only_another_may_have_has_failed()
    {
        await using var simulator = SimulatorHost.Build(new SimulatorOptions());
        await simulator.StartAsync();
        var configuration = new Dictionary<string, string?>();
        foreach (var (name, allowed) in new[] { ("one", "true"), ("two", "false") })
        {
            configuration[$"Providers:{name}:BaseUrl"] = $"{simulator.Urls.First().TrimEnd('/')}/openai/v1";
            configuration[$"Providers:{name}:ApiKey"] = "simulated";
            configuration[$"Providers:{name}:AllowPrivateNetwork"] = allowed;
            configuration[$"Providers:{name}:Models:0:Id"] = "gpt-5-mini";
        }

        await using var app = await StartAsync(configuration);
        var jobs = app.Services.GetRequiredService<IJobStore>();
        var asked = (await jobs.RequestAsync("provider-probe", Guid.CreateVersion7(), Rows.Audit(TimeProvider.System.GetUtcNow()), default)).Run!;
        await Eventually.TrueAsync(async () => (await jobs.FindRunAsync("provider-probe", asked.Id, default))!.FinishedAt is not null);
        var probes = app.Services.GetRequiredService<Core.Providers.IProviderProbeStore>();
        Assert.True(Assert.Single((await probes.ListAsync("one", null, 10, default)).Items).Ok);
        var forbidden = Assert.Single((await probes.ListAsync("two", null, 10, default)).Items);
        Assert.Equal((false, null), (forbidden.Ok, forbidden.Status));
        Assert.Contains("allowPrivateNetwork", forbidden.Message);
    }

    [Fact]
    public void Everything_that_is_wrong_with_jobs_and_the_rest_is_told_at_once()
    {
        var builder = Build(new()
        {
            ["Jobs:Retention:Schedule"] = "sometimes", ["Jobs:Retention:Runs"] = "1s", ["Jobs:JournalAdoption:Enabled"] = "perhaps", ["Jobs:Nothing:Enabled"] = "true",
            ["Jobs:ProviderProbe:Interval"] = "5m", ["Jobs:LogRotation:Keep"] = "1m", ["Jobs:LogRotation:MaxTotalSize"] = "lots", ["Jobs:PerformanceMonitoring:Window"] = "1s", ["Jobs:SystemHealthCheck:DiskWarning"] = "0.99", ["LogFiles:MaxFileSize"] = "1", ["Worker:Lease"] = "0s", ["Worker:Attempts"] = "0", ["Gateway:MaxBodySize"] = "1",
        });
        var errors = Assert.Throws<ConfigurationException>(() => builder.AddWorker(new Dictionary<string, Uri>())).Errors;
        string[] keys = ["Jobs:Retention:Schedule", "Jobs:Retention:Runs", "Jobs:JournalAdoption:Enabled", "Jobs:Nothing", "Jobs:ProviderProbe:Interval", "Jobs:LogRotation:Keep", "Jobs:LogRotation:MaxTotalSize", "Jobs:PerformanceMonitoring:Window", "Jobs:SystemHealthCheck:DiskWarning", "LogFiles:MaxFileSize", "Worker:Lease", "Worker:Attempts", "Gateway:MaxBodySize"];
        Assert.Equal(keys.Order(), errors.Select(error => error[..error.IndexOf(": ", StringComparison.Ordinal)]).Order());
        Assert.Contains(errors, error => error.Contains("cron", StringComparison.Ordinal));
    }

    private static async Task<IReadOnlyList<JobRun>> RunsAsync(IJobStore jobs, string name) => (await jobs.RunsAsync(name, null, null, 1000, default)).Items;

    private WebApplicationBuilder Build(Dictionary<string, string?> configuration)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Configuration.AddInMemoryCollection(configuration);
        builder.Configuration["HYBRIDAI_DATA"] = _data.FullName;
        return builder;
    }

    private async Task<WebApplication> StartAsync(Dictionary<string, string?> configuration, Dictionary<string, Uri>? simulated = null)
    {
        var builder = Build(configuration);
        builder.AddWorker(simulated ?? []);
        var app = builder.Build();
        await app.OpenWorkerAsync();
        await app.StartAsync();
        var jobs = app.Services.GetRequiredService<IReadOnlyList<JobEntry>>().Count;
        await Eventually.TrueAsync(async () => (await app.Services.GetRequiredService<IJobStore>().ListAsync(default)).Count == jobs);
        return app;
    }
}
