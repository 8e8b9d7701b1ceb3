namespace HybridAi.Node.Snapshots;

/// <summary>Brings what was just written to the database into the snapshot that requests are served from.</summary>
public interface ISnapshotRefresher
{
    /// <summary>Builds a new snapshot and completes once it serves. A failure keeps the last good one and is reported by the implementation.</summary>
    Task RefreshAsync(CancellationToken cancellationToken);
}
