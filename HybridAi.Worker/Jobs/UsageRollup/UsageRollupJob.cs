using HybridAi.Worker.Running;

namespace HybridAi.Worker.Jobs.UsageRollup;

/// <summary>
/// Adds up usage records by minute, hour and day. A run makes a bounded number of periods, the newest first, so that after a long pause today's figures do not wait for last week's; the next run
/// goes on. Two workers at once, or one that dies, do no harm: see <see cref="Core.Metrics.Rollups.IRollupStore"/>.
/// </summary>
internal sealed class UsageRollupJob(RollupRun rollup) : IBackgroundJob
{
    private const int MostPeriods = 500;

    public static string Name => "usage-rollup";

    public static string Description => "Adds up usage records by minute, hour and day, for metrics.";

    public static string DefaultSchedule => "10s";

    public Task RunAsync(JobContext run, CancellationToken cancellationToken) => rollup.RollAsync(run, DateTimeOffset.MaxValue, MostPeriods, cancellationToken);
}
