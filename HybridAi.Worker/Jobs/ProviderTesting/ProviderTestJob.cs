using HybridAi.Core.Jobs;
using HybridAi.Core.Providers.Testing;
using HybridAi.Node.Providers;
using HybridAi.Node.Providers.Testing;
using HybridAi.Node.Snapshots;
using HybridAi.Worker.Running;

namespace HybridAi.Worker.Jobs.ProviderTesting;

/// <summary>
/// Makes the tests of providers that were asked for, one after the other. One that a dead worker left is begun again, but only so often, and what it has cost counts on
/// against its bound.
/// </summary>
internal sealed partial class ProviderTestJob(
    SnapshotHolder snapshots, ProviderTester tester, IProviderTestStore store, TimeProvider time, ILogger<ProviderTestJob> logger) : IBackgroundJob
{
    private const int MostAttempts = 3;

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500);

    public static string Name => "provider-tests";

    public static string Description => "Makes the tests of providers that were asked for.";

    public static string DefaultSchedule => "1m";

    public async Task RunAsync(JobContext run, CancellationToken cancellationToken)
    {
        while (await store.TakeAsync(run.Fence, time.GetUtcNow(), cancellationToken) is { } test)
        {
            var ended = await TestAsync(run, test, cancellationToken);
            if (ended.State == ProviderTestState.Waiting)
            {
                // That this worker stops is not the test's fault. Should the run not be its own any more, its successor has seen to the test.
                await store.SaveAsync(ended with { Attempts = test.Attempts - 1 }, run.Fence, time.GetUtcNow(), CancellationToken.None);
                cancellationToken.ThrowIfCancellationRequested();
            }

            await InsistAsync(ended with { FinishedAt = time.GetUtcNow() }, run, cancellationToken);
            run.Count(ended.State == ProviderTestState.Done ? "done" : "failed", 1);
        }
    }

    private async Task<ProviderTest> TestAsync(JobContext run, ProviderTest test, CancellationToken cancellationToken)
    {
        if (test.Attempts > MostAttempts)
            return test with { State = ProviderTestState.Failed, Error = $"{MostAttempts} workers died over it." };
        // What administrators changed through other processes counts.
        await snapshots.RefreshAsync(cancellationToken);
        var snapshot = snapshots.Current;
        if (snapshot.Models.Providers.FirstOrDefault(models => models.Provider == test.Provider) is not { } found || !snapshot.Providers.TryGetValue(test.Provider, out var endpoint))
            return test with { State = ProviderTestState.Failed, Error = "There is no such provider any more." };
        var provider = new ConfiguredProvider(endpoint, found, snapshot.AllowedPrivate.Contains(endpoint.Name));
        return await tester.RunAsync(provider, test, now => ReportAsync(run, now, cancellationToken), cancellationToken);
    }

    // A test that is paid for goes on while the database is away.
    private async Task ReportAsync(JobContext run, ProviderTest now, CancellationToken cancellationToken)
    {
        try
        {
            await run.ReportAsync(now.Progress, $"{now.Provider}: {now.Message}", cancellationToken);
            await store.SaveAsync(now, run.Fence, time.GetUtcNow(), cancellationToken);
        }
        catch (Exception away) when (away is not (JobLeaseLostException or OperationCanceledException))
        {
            LogNotReported(away, now.Provider);
        }
    }

    // Nor is its result lost by that.
    private async Task InsistAsync(ProviderTest ended, JobContext run, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await store.SaveAsync(ended, run.Fence, time.GetUtcNow(), cancellationToken);
                return;
            }
            catch (Exception away) when (away is not (JobLeaseLostException or OperationCanceledException))
            {
                LogNotReported(away, ended.Provider);
            }

            await Task.Delay(RetryPause, time, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "How far the test of {Provider} is could not be written")]
    private partial void LogNotReported(Exception exception, string provider);
}
