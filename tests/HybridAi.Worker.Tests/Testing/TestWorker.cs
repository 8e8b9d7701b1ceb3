using HybridAi.Core.Jobs;
using HybridAi.Worker.Jobs;
using HybridAi.Worker.Running;
using HybridAi.Worker.Scheduling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAi.Worker.Tests.Testing;

/// <summary>A worker's runner with jobs of the test's own.</summary>
internal sealed class TestWorker : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();
    private readonly JobWake _wake = new();
    private readonly JobRunner _runner;

    public TestWorker(string name, IJobQueue queue, TimeProvider time, TimeSpan lease, params JobEntry[] jobs)
    {
        var options = new WorkerOptions { Name = name, Lease = lease, PollInterval = TimeSpan.FromMilliseconds(50) };
        Due = new DueJobs(queue, _wake, time, NullLogger<DueJobs>.Instance);
        _runner = new JobRunner(jobs, queue, _wake, options, _services, time, NullLogger<JobRunner>.Instance);
    }

    public DueJobs Due { get; }

    public static JobEntry Job(string name, Func<JobContext, CancellationToken, Task> run, string schedule = "1h")
    {
        Assert.True(JobSchedule.TryParse(schedule, out var parsed));
        return new JobEntry(name, $"Does {name}.", parsed, true, (_, context, cancellationToken) => run(context, cancellationToken));
    }

    public Task StartAsync() => _runner.StartAsync(default);

    public Task StopAsync() => _runner.StopAsync(default);

    /// <summary>Runs once what can be run.</summary>
    public async Task RunOnceAsync()
    {
        var running = new List<Task>();
        await _runner.BeginAsync(running, default);
        await Task.WhenAll(running);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _runner.Dispose();
        _wake.Dispose();
        await _services.DisposeAsync();
    }
}
