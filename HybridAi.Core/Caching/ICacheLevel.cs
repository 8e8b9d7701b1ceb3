namespace HybridAi.Core.Caching;

/// <summary>
/// One place where answers are kept. A place that fails is a miss: no method throws because a server or a disk is lost. What it gives has not
/// expired; whether it was purged is asked above it (<see cref="LayeredCache"/>).
/// </summary>
public interface ICacheLevel
{
    /// <summary>One of <see cref="CacheLevelNames"/>.</summary>
    string Name { get; }

    /// <summary>Looks for an answer.</summary>
    /// <param name="key">What it is found by.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null if it is not there, has expired, cannot be read, or the level is out of reach.</returns>
    /// <exception cref="OperationCanceledException">The caller waits no longer.</exception>
    ValueTask<CachedAnswer?> FindAsync(CacheKey key, CancellationToken cancellationToken);

    /// <summary>Keeps an answer in the place of any of the same key, unless it has expired or is too large for the level.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The caller waits no longer.</exception>
    ValueTask KeepAsync(CachedAnswer answer, CancellationToken cancellationToken);

    /// <summary>Removes an answer, if it is there.</summary>
    /// <param name="key">What it is found by.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The caller waits no longer.</exception>
    ValueTask RemoveAsync(CacheKey key, CancellationToken cancellationToken);

    /// <summary>How it is now.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<CacheLevelStatus> StatusAsync(CancellationToken cancellationToken);
}
