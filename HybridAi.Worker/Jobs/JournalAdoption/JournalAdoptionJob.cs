using HybridAi.Core.Usage;
using HybridAi.Worker.Running;

namespace HybridAi.Worker.Jobs.JournalAdoption;

/// <summary>
/// Adopts the journals of dead nodes. A node's lock keeps two adopters apart, and records are inserted once by id, so that it does no harm if a worker that
/// was away goes on.
/// </summary>
internal sealed class JournalAdoptionJob(IJournalAdopter adopter) : IBackgroundJob
{
    public static string Name => "journal-adoption";

    public static string Description => "Moves usage records that dead processes left in the journal's folder to the database.";

    public static string DefaultSchedule => "1m";

    public async Task RunAsync(JobContext run, CancellationToken cancellationToken)
    {
        var adopted = await adopter.AdoptAsync(cancellationToken);
        run.Count("nodes", adopted.Nodes);
        run.Count("files", adopted.Files);
        run.Count("records", adopted.Records);
        run.Count("interrupted", adopted.Interrupted);
        run.Count("damagedBytes", adopted.DamagedBytes);
    }
}
