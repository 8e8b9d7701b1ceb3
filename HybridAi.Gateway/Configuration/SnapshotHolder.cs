namespace HybridAi.Gateway.Configuration;

/// <summary>Holds the current snapshot. A request reads it once and keeps what it read.</summary>
internal sealed class SnapshotHolder(SnapshotBuilder builder) : ISnapshotRefresher, IDisposable
{
    private readonly SemaphoreSlim _oneBuild = new(1, 1);
    private volatile GatewaySnapshot? _current;

    /// <summary>The current snapshot.</summary>
    public GatewaySnapshot Current => _current ?? throw new InvalidOperationException("The first snapshot has not been built yet.");

    /// <summary>Whether there is one.</summary>
    public bool IsLoaded => _current is not null;

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        // One after the other: a build that began before a change must not replace one that saw it.
        await _oneBuild.WaitAsync(cancellationToken);
        try
        {
            _current = await builder.BuildAsync((_current?.Version ?? 0) + 1, cancellationToken);
        }
        finally
        {
            _oneBuild.Release();
        }
    }

    public void Dispose() => _oneBuild.Dispose();
}
