using HybridAi.Client.Jobs;
using HybridAi.EndToEnd.Tests.Hosting;
using HybridAi.TestServers;

namespace HybridAi.EndToEnd.Tests.Distributed;

/// <summary>A worker dies or sleeps in the middle of a job: another one takes the run over, and nothing is done twice.</summary>
[Trait("Topology", "own")]
public sealed class WorkerKillTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Job = "provider-probe";
    private readonly TemporaryDirectory _data = new();
    private SimulatorServer _simulator = null!;
    private DistributedProduct _product = null!;

    public async ValueTask InitializeAsync()
    {
        _simulator = await SimulatorServer.StartAsync();
        var settings = _simulator.AsProvider("openai").Concat(_simulator.AsProvider("groq")).ToDictionary();
        settings["Worker__Lease"] = "4s";
        _product = await DistributedProduct.StartAsync(_data.Path, settings, await RunServers.GetAsync(), gateways: 1, site: false);
    }

    public async ValueTask DisposeAsync()
    {
        await _product.DisposeAsync();
        await _simulator.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task A_killed_worker_s_run_is_taken_over_and_ends_once()
    {
        // The probe of one provider hangs until its worker is dead.
        await _simulator.ScriptAsync("openai", new { timeToFirstTokenMs = 25_000 });
        var run = await _product.Api.RunJobAsync(Job);
        var running = await RunAsync(run.Id, current => current.Status == JobRunStatuses.Running, "no worker takes the run");
        await AskedAsync(1);
        await _simulator.ResetAsync("openai");

        WorkerOf(running).Kill();

        await AssertTakenOverAsync("One of two workers killed in a job; its trial calls", run.Id, running);
    }

    [Fact]
    public async Task A_worker_that_slept_through_its_lease_gives_up_what_another_one_has_taken_over()
    {
        await _simulator.ScriptAsync("openai", new { timeToFirstTokenMs = 15_000 });
        var run = await _product.Api.RunJobAsync(Job);
        var first = await RunAsync(run.Id, current => current.Status == JobRunStatuses.Running, "no worker takes the run");
        await AskedAsync(1);
        var sleeper = WorkerOf(first).Id;
        ProcessTree.Signal(sleeper, "STOP");
        await AskedAsync(2);

        // It wakes while the other one still waits for the same provider.
        ProcessTree.Signal(sleeper, "CONT");

        var asked = await Eventually.GetAsync(
            () => _simulator.RequestsAsync("openai"), requests => requests.All(request => request.Outcome != "pending"), "the provider is asked for ever");
        Assert.Equal(["completed", "cancelled"], asked.Select(request => request.Outcome));
        await AssertTakenOverAsync("One of two workers asleep beyond its lease; its trial calls", run.Id, first);
    }

    private async Task AssertTakenOverAsync(string happened, Guid run, JobRunDocument first)
    {
        var ended = await RunAsync(run, current => current.FinishedAt is not null, "nobody takes the run over");
        Assert.Equal((JobRunStatuses.Succeeded, 2), (ended.Status, ended.Attempts));
        Assert.NotEqual(first.Worker, ended.Worker);
        string[] providers = ["openai", "groq"];
        var probes = await Task.WhenAll(providers.Select(async provider => (await _product.Api.ProviderProbesAsync(provider)).Data));
        new Figures(happened, providers.Length, 0, probes.Sum(own => own.Count), probes.Count(own => own.Count == 0), probes.Count(own => own.Count > 1)).Tell(output);
        Assert.All(probes, own => Assert.True(Assert.Single(own).Ok));
    }

    private ServerProcess WorkerOf(JobRunDocument run) => _product.Workers.Single(worker => run.Worker!.EndsWith($":{worker.Id}", StringComparison.Ordinal));

    private Task AskedAsync(int times) =>
        Eventually.GetAsync(() => _simulator.RequestsAsync("openai"), requests => requests.Count == times, $"the provider is not asked {times} times");

    private Task<JobRunDocument> RunAsync(Guid id, Func<JobRunDocument, bool> isIt, string otherwise) =>
        Eventually.GetAsync(() => _product.Api.JobRunAsync(Job, id), isIt, $"{otherwise}\n{_product.Output}");
}
