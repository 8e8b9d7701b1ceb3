using Microsoft.Extensions.Hosting;

namespace HybridAi.Node.Snapshots;

/// <summary>Tries again while the snapshot is stale, so that a change that the database has serves as soon as it can be read.</summary>
public sealed class StaleSnapshotRetry(SnapshotHolder snapshots, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, stoppingToken);
            if (snapshots.IsStale)
                await snapshots.RefreshAsync(stoppingToken);
        }
    }
}
