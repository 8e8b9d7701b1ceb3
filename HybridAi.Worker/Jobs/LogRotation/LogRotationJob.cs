using System.Globalization;
using HybridAi.Node.Settings;
using HybridAi.ServiceDefaults.Logging;
using HybridAi.Worker.Jobs.AuditExport;
using HybridAi.Worker.Running;

namespace HybridAi.Worker.Jobs.LogRotation;

/// <summary>
/// Compresses log files that are closed and old or large, and removes them by their age and by what all take; compresses exported audit logs, of which none is removed. Of a process that
/// still writes the newest file of its day is left alone. Journals see to their files themselves, and configuration-backup to backups.
/// </summary>
internal sealed class LogRotationJob(NodeSettings settings, LogRotationOptions options, AuditExportOptions audit, TimeProvider time) : IBackgroundJob
{
    // So long after its end a day's file may still be written to: clocks differ.
    private static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    public static string Name => "log-rotation";

    public static string Description => "Compresses log files and audit exports of days that are over, and removes old log files.";

    public static string DefaultSchedule => "1h";

    public async Task RunAsync(JobContext run, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var logs = settings.Service.LogFiles.FolderIn(settings.DataDirectory);
        foreach (var (file, name) in Closed(logs, now).Where(pair => !pair.Name.IsCompressed).ToArray())
        {
            if (name.DayEnd + options.CompressAfter <= now || file.Length >= options.CompressFrom.Bytes)
                await CompressAsync(run, file, cancellationToken);
        }

        await RemoveAsync(run, logs, now, cancellationToken);
        foreach (var file in OldExports(now))
            await CompressAsync(run, file, cancellationToken);
    }

    private static async Task CompressAsync(JobContext run, FileInfo file, CancellationToken cancellationToken)
    {
        var saved = await Compression.CompressAsync(file.FullName, token => run.ReportAsync(0, $"Compressing {file.Name}.", token), cancellationToken);
        run.Count("compressed", 1);
        run.Count("savedBytes", saved);
    }

    private async Task RemoveAsync(JobContext run, string folder, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var total = All(folder).Sum(pair => pair.File.Length);
        foreach (var (file, name) in Closed(folder, now).OrderBy(pair => pair.Name.Day).ThenBy(pair => pair.Name.Part).ToArray())
        {
            if (name.DayEnd + options.Keep > now && total <= options.MaxTotalSize.Bytes)
                continue;
            // Only if the run is still this worker's.
            await run.ReportAsync(0, $"Removing {file.Name}.", cancellationToken);
            total -= file.Length;
            file.Delete();
            run.Count("removed", 1);
        }
    }

    // The next file of a process, or the end of the day, closes one.
    private static IEnumerable<(FileInfo File, LogFileName Name)> Closed(string folder, DateTimeOffset now)
    {
        var all = All(folder);
        var last = all.GroupBy(pair => (pair.Name.Writer, pair.Name.Day)).ToDictionary(group => group.Key, group => group.Max(pair => pair.Name.Part));
        return all.Where(pair => pair.Name.DayEnd + Margin <= now || pair.Name.IsCompressed || pair.Name.Part < last[(pair.Name.Writer, pair.Name.Day)]);
    }

    private static (FileInfo File, LogFileName Name)[] All(string folder) => !Directory.Exists(folder) ? [] :
    [
        .. from file in new DirectoryInfo(folder).GetFiles()
           let name = LogFileName.Parse(file.Name)
           where name is not null
           select (file, name),
    ];

    private FileInfo[] OldExports(DateTimeOffset now)
    {
        var folder = new DirectoryInfo(AuditExportJob.FolderOf(settings, audit));
        return !folder.Exists ? [] :
        [
            .. from file in folder.GetFiles("audit-*.jsonl")
               where DateTimeOffset.TryParseExact(
                         Path.GetFileNameWithoutExtension(file.Name)["audit-".Length..], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day)
                     && day.AddDays(1) + options.CompressAuditAfter + Margin <= now
               select file,
        ];
    }
}
