using HybridAi.Client.Jobs;
using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.Distributed;

/// <summary>A worker dies in the middle of a job: another one takes the run over, and nothing is done twice.</summary>
[Trait("Topology", "own")]
public sealed class WorkerKillTests : IAsyncLifetime
{
    private const string Job = "provider-probe";
    private readonly TemporaryDirectory _data = new();
    private SimulatorServer _simulator = null!;
    private DistributedProduct _product = null!;

    public async ValueTask InitializeAsync()
    {
        _simulator = await SimulatorServer.StartAsync();
        var settings = _simulator.AsProvider("openai").Concat(_simulator.AsProvider("groq")).ToDictionary();
        settings["Worker__Lease"] = "2s";
        _product = await DistributedProduct.StartAsync(_data.Path, settings);
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
        await Eventually.GetAsync(() => _simulator.RequestsAsync("openai"), requests => requests.Count == 1, "the provider is not asked");
        var victim = _product.Workers.Single(worker => running.Worker!.EndsWith($":{worker.Id}", StringComparison.Ordinal));
        await _simulator.ResetAsync("openai");

        victim.Kill();

        var ended = await RunAsync(run.Id, current => current.FinishedAt is not null, "nobody takes the run over");
        Assert.Equal((JobRunStatuses.Succeeded, 2), (ended.Status, ended.Attempts));
        Assert.NotEqual(running.Worker, ended.Worker);
        foreach (var provider in new[] { "openai", "groq" })
            Assert.True(Assert.Single((await _product.Api.ProviderProbesAsync(provider)).Data).Ok);
    }

    private Task<JobRunDocument> RunAsync(Guid id, Func<JobRunDocument, bool> isIt, string otherwise) =>
        Eventually.GetAsync(() => _product.Api.JobRunAsync(Job, id), isIt, $"{otherwise}\n{_product.Output}");
}
