using HybridAi.Core.Configuration;
using Microsoft.Extensions.Logging;

namespace HybridAi.Node.Snapshots;

/// <summary>Holds the current snapshot. A request reads it once and keeps what it read.</summary>
public sealed partial class SnapshotHolder(SnapshotBuilder builder, IConfigurationStore store, ILogger<SnapshotHolder> logger) : ISnapshotRefresher, IDisposable
{
    private readonly SemaphoreSlim _oneBuild = new(1, 1);
    private volatile GatewaySnapshot? _current;
    private volatile bool _isStale;
    private long _asked, _built;

    /// <summary>The current snapshot.</summary>
    public GatewaySnapshot Current => _current ?? throw new InvalidOperationException("The first snapshot has not been built yet.");

    /// <summary>Whether there is one.</summary>
    public bool IsLoaded => _current is not null;

    /// <summary>Whether the last build failed, so that the database may have what the snapshot has not.</summary>
    public bool IsStale => _isStale;

    /// <summary>Builds a snapshot. Only the first one's failure is thrown: from then on the last good one serves until a build succeeds.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var ticket = Interlocked.Increment(ref _asked);
        // One after the other: a build that began before a change must not replace one that saw it.
        await _oneBuild.WaitAsync(cancellationToken);
        try
        {
            // A build that began after this one was asked for has what it was asked for.
            if (_built >= ticket)
                return;
            var asked = Interlocked.Read(ref _asked);
            Serve(await store.ReadAsync(cancellationToken), isCopy: false);
            _built = asked;
        }
        catch (Exception broken) when (_current is { } last && !cancellationToken.IsCancellationRequested)
        {
            // Once: it is tried again every second.
            if (!_isStale)
                LogStale(broken, last.Version);
            _isStale = true;
        }
        finally
        {
            _oneBuild.Release();
        }
    }

    /// <summary>Serves from a copy while the database cannot be reached, before anything else does.</summary>
    public void ServeCopy(StoredConfiguration copy) => Serve(copy, isCopy: true);

    public void Dispose() => _oneBuild.Dispose();

    private void Serve(StoredConfiguration configuration, bool isCopy)
    {
        _current = builder.Build(configuration, isCopy);
        _isStale = false;
    }

    [LoggerMessage(LogLevel.Error, "The configuration could not be loaded anew; snapshot {Version} goes on serving")]
    private partial void LogStale(Exception exception, long version);
}
