using System.Globalization;
using HybridAi.Core.Configuration;
using HybridAi.Node.Settings;
using HybridAi.Worker.Running;

namespace HybridAi.Worker.Jobs.ConfigurationBackups;

/// <summary>
/// Writes what administrators set to a file, if it has changed since the last one, and removes the oldest beyond so many. A file appears whole or not at all, and is for its owner only.
/// </summary>
internal sealed class ConfigurationBackupJob(IConfigurationBackup backup, NodeSettings settings, ConfigurationBackupOptions options, TimeProvider time) : IBackgroundJob
{
    private const string Prefix = "configuration-", Suffix = ".json";

    public static string Name => "configuration-backup";

    public static string Description => "Writes the configuration to a file if it has changed, for POST /api/configuration/restore.";

    public static string DefaultSchedule => "1d";

    public async Task RunAsync(JobContext run, CancellationToken cancellationToken)
    {
        var folder = Path.GetFullPath(options.Directory is { Length: > 0 } given ? given : Path.Combine("backups", "configuration"), settings.DataDirectory);
        Directory.CreateDirectory(folder);
        // Read first: what changes while the file is written makes another one next time.
        var version = await backup.VersionAsync(cancellationToken);
        if (Newest(folder) is not { } last || VersionOf(last) != version)
        {
            await WriteAsync(run, Path.Combine(folder, NameOf(time.GetUtcNow(), version)), cancellationToken);
            run.Count("files", 1);
        }

        foreach (var old in Directory.GetFiles(folder, $"{Prefix}*{Suffix}").OrderDescending(StringComparer.Ordinal).Skip(options.Keep))
        {
            File.Delete(old);
            run.Count("removed", 1);
        }
    }

    private async Task WriteAsync(JobContext run, string path, CancellationToken cancellationToken)
    {
        // The same name for whoever begins again, so that what a dead worker left is written over.
        var unfinished = Path.Combine(Path.GetDirectoryName(path)!, "unfinished");
        File.Delete(unfinished);
        var file = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var stream = new FileStream(unfinished, file))
        {
            await backup.WriteAsync(stream, cancellationToken);
            stream.Flush(flushToDisk: true);
        }

        // Only if the run is still this worker's: else its successor may be writing the same file.
        await run.ReportAsync(0.5, $"Wrote {Path.GetFileName(path)}.", cancellationToken);
        File.Move(unfinished, path, overwrite: true);
    }

    // In the order of time by their names; the number of the last change is at the end.
    private static string NameOf(DateTimeOffset at, long version) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{at.UtcDateTime:yyyyMMdd-HHmmss}-{version}{Suffix}");

    private static string? Newest(string folder) => Directory.GetFiles(folder, $"{Prefix}*{Suffix}").Max(StringComparer.Ordinal);

    private static long? VersionOf(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        return long.TryParse(name[(name.LastIndexOf('-') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
    }
}
