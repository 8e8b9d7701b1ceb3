using HybridAi.Core.Configuration;
using HybridAi.Node.Hosting;
using HybridAi.Storage.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HybridAi.Node.Snapshots;

/// <summary>Keeps the copy on the disk of what the snapshot was built of; at most once a second, and at the end.</summary>
internal sealed partial class ConfigurationCopying(SnapshotHolder snapshots, OpenedStorage storage, TimeProvider time, ILogger<ConfigurationCopying> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private StoredConfiguration? _kept;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Without one the database is a file beside it.
        if (storage.Module.Copy is not { } copy)
            return;
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
                await KeepAsync(copy, stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        finally
        {
            await KeepAsync(copy, CancellationToken.None);
        }
    }

    private async Task KeepAsync(ConfigurationCopy copy, CancellationToken cancellationToken)
    {
        if (!snapshots.IsLoaded || snapshots.Current is not { IsCopy: false } snapshot || ReferenceEquals(_kept, snapshot.Configuration))
            return;
        try
        {
            await copy.SaveAsync(snapshot.Configuration, cancellationToken);
            _kept = snapshot.Configuration;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogFailed(failure);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The configuration could not be copied to the disk; it is tried again")]
    private partial void LogFailed(Exception exception);
}
