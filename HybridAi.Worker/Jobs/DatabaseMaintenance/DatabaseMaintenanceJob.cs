using HybridAi.Core.Maintenance;
using HybridAi.Worker.Running;

namespace HybridAi.Worker.Jobs.DatabaseMaintenance;

/// <summary>Keeps the database quick, and says how large it is. It fails if the database is damaged, so that somebody learns of it.</summary>
internal sealed class DatabaseMaintenanceJob(IDatabaseMaintenance database) : IBackgroundJob
{
    public static string Name => "database-maintenance";

    public static string Description => "Gathers the statistics that the database plans queries by, ends its write-ahead log and looks for damage.";

    public static string DefaultSchedule => "1d";

    public async Task RunAsync(JobContext run, CancellationToken cancellationToken)
    {
        var condition = await database.RunAsync(cancellationToken);
        run.Count("bytes", condition.Bytes);
        if (condition.FreeBytes is { } free)
            run.Count("freeBytes", free);
        if (condition.Damage is { } damage)
            throw new InvalidDataException($"{damage}. Restore a backup, or save what can be read: sqlite3 FILE .recover");
    }
}
