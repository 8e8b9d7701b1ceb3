using HybridAi.Core.ErrorGroups;
using HybridAi.Worker.Running;

namespace HybridAi.Worker.Jobs.ErrorTracking;

/// <summary>
/// Puts failures of new records into their groups. Each batch is one transaction with striking its records off the list of new ones, so that none is counted twice, whoever
/// is killed and whoever takes over; records that come late are on the list like any other.
/// </summary>
internal sealed class ErrorTrackingJob(IErrorGroupStore errors) : IBackgroundJob
{
    private const int Batch = 500;

    public static string Name => "error-tracking";

    public static string Description => "Groups failures of requests and attempts by what they have in common.";

    public static string DefaultSchedule => "1m";

    public async Task RunAsync(JobContext run, CancellationToken cancellationToken)
    {
        int absorbed;
        do
        {
            await run.ReportAsync(0, "Grouping failures.", cancellationToken);
            absorbed = await errors.AbsorbAsync(Batch, cancellationToken);
            run.Count("records", absorbed);
        }
        while (absorbed == Batch);
    }
}
