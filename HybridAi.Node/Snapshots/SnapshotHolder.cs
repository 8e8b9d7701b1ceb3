using Microsoft.Extensions.Logging;

namespace HybridAi.Node.Snapshots;

/// <summary>Holds the current snapshot. A request reads it once and keeps what it read.</summary>
public sealed partial class SnapshotHolder(SnapshotBuilder builder, ILogger<SnapshotHolder> logger) : ISnapshotRefresher, IDisposable
{
    private readonly SemaphoreSlim _oneBuild = new(1, 1);
    private volatile GatewaySnapshot? _current;
    private volatile bool _isStale;

    /// <summary>The current snapshot.</summary>
    public GatewaySnapshot Current => _current ?? throw new InvalidOperationException("The first snapshot has not been built yet.");

    /// <summary>Whether there is one.</summary>
    public bool IsLoaded => _current is not null;

    /// <summary>Whether the last build failed, so that the database may have what the snapshot has not.</summary>
    public bool IsStale => _isStale;

    /// <summary>Builds a snapshot. Only the first one's failure is thrown: from then on the last good one serves until a build succeeds.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        // One after the other: a build that began before a change must not replace one that saw it.
        await _oneBuild.WaitAsync(cancellationToken);
        try
        {
            _current = await builder.BuildAsync((_current?.Version ?? 0) + 1, cancellationToken);
            _isStale = false;
        }
        catch (Exception broken) when (_current is { } last && !cancellationToken.IsCancellationRequested)
        {
            _isStale = true;
            LogStale(broken, last.Version);
        }
        finally
        {
            _oneBuild.Release();
        }
    }

    public void Dispose() => _oneBuild.Dispose();

    [LoggerMessage(LogLevel.Error, "The configuration could not be loaded anew; snapshot {Version} goes on serving")]
    private partial void LogStale(Exception exception, long version);
}
