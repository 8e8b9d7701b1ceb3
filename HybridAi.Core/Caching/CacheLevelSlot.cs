namespace HybridAi.Core.Caching;

/// <summary>A level in its place among others: what it throws is a miss, and what is written to it waits in a queue, unless it is memory.</summary>
internal sealed class CacheLevelSlot : IAsyncDisposable
{
    private readonly ICacheLevel _level;
    private readonly MemoryCacheLevel? _memory;
    private readonly CacheWriteQueue? _queue;
    private readonly Action<ICacheLevel, Exception>? _failed;
    private long _hits, _failures;

    public CacheLevelSlot(ICacheLevel level, LayeredCacheOptions options, TimeProvider time, Action<ICacheLevel, Exception>? failed)
    {
        (_level, _memory, _failed) = (level, level as MemoryCacheLevel, failed);
        if (_memory is null)
            _queue = new CacheWriteQueue(options.MaxWaiting, options.MaxWaitingSize.Bytes, time, WriteAsync);
    }

    public string Name => _level.Name;

    public long Hits => Interlocked.Read(ref _hits);

    /// <summary>How often it threw.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    public long Waiting => _queue?.Waiting ?? 0;

    public long Dropped => _queue?.Dropped ?? 0;

    public void CountHit() => Interlocked.Increment(ref _hits);

    public async ValueTask<CachedAnswer?> FindAsync(CacheKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await _level.FindAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (!IsWordOf(cancellationToken, failure))
        {
            Fail(failure);
            return null;
        }
    }

    public void Keep(CachedAnswer answer)
    {
        if (_memory is not null)
            _memory.Keep(answer);
        else
            _queue!.Add(answer);
    }

    public async ValueTask RemoveAsync(CacheKey key, CancellationToken cancellationToken)
    {
        try
        {
            await _level.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (!IsWordOf(cancellationToken, failure))
        {
            Fail(failure);
        }
    }

    public async ValueTask<CacheLevelStatus> StatusAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _level.StatusAsync(cancellationToken).ConfigureAwait(false) with { Waiting = Waiting, Dropped = Dropped, Hits = Hits };
        }
        catch (Exception failure) when (!IsWordOf(cancellationToken, failure))
        {
            Fail(failure);
            return new CacheLevelStatus(Name, null, null, null, IsDegraded: true, failure.Message) { Waiting = Waiting, Dropped = Dropped, Hits = Hits };
        }
    }

    public ValueTask DisposeAsync() => _queue?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async ValueTask WriteAsync(CachedAnswer answer, CancellationToken cancellationToken)
    {
        try
        {
            await _level.KeepAsync(answer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (!IsWordOf(cancellationToken, failure))
        {
            Fail(failure);
        }
    }

    private void Fail(Exception failure)
    {
        Interlocked.Increment(ref _failures);
        _failed?.Invoke(_level, failure);
    }

    private static bool IsWordOf(CancellationToken cancellationToken, Exception failure) => failure is OperationCanceledException && cancellationToken.IsCancellationRequested;
}
