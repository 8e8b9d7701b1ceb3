namespace HybridAi.Core.Caching;

/// <summary>
/// The levels in their order, as one cache. The first that has an answer gives it, and those before it get it too. Answers are written to all levels: to memory at once, to
/// others off the caller's path. A level that fails is a miss. What was purged is a miss wherever it lies, and until it is known what was purged, everything is.
/// </summary>
public sealed class LayeredCache : IAsyncDisposable
{
    private readonly CacheLevelSlot[] _slots;
    private readonly MemoryCacheLevel? _first;
    private readonly CachePurges _purges;
    private readonly LayeredCacheOptions _options;
    private readonly TimeProvider _time;
    private readonly CacheMeters _meters;

    /// <summary>Takes the levels, which stay the caller's.</summary>
    /// <param name="levels">The levels, in the order in which they are asked; none is a cache that keeps nothing.</param>
    /// <param name="purges">What was purged.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="time">The clock.</param>
    /// <param name="failed">Told when a level throws, which it should not; null: nobody.</param>
    public LayeredCache(IReadOnlyList<ICacheLevel> levels, CachePurges purges, LayeredCacheOptions options, TimeProvider time, Action<ICacheLevel, Exception>? failed = null)
    {
        (_purges, _options, _time) = (purges, options, time);
        _slots = [.. levels.Select(level => new CacheLevelSlot(level, options, time, failed))];
        _first = levels is [MemoryCacheLevel first, ..] ? first : null;
        Memory = levels.OfType<MemoryCacheLevel>().FirstOrDefault();
        _meters = new CacheMeters(_slots, Memory);
    }

    /// <summary>The level in memory, if there is one.</summary>
    public MemoryCacheLevel? Memory { get; }

    /// <summary>The names of the levels, in order.</summary>
    public IEnumerable<string> Levels => _slots.Select(slot => slot.Name);

    /// <summary>Looks for an answer. What the first level has in memory is given at once, without allocating.</summary>
    /// <param name="key">What it is found by.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The caller waits no longer.</exception>
    public ValueTask<CacheHit> FindAsync(CacheKey key, CancellationToken cancellationToken)
    {
        if (_first is null)
            return FindAsync(0, key, cancellationToken);
        if (_first.Find(key) is { } answer)
        {
            if (!_purges.IsPurged(answer))
            {
                _slots[0].CountHit();
                return new(new CacheHit(answer, _slots[0].Name));
            }

            // Levels below may have what was made since.
            _first.Remove(key);
        }

        return _slots.Length == 1 ? default : FindAsync(1, key, cancellationToken);
    }

    /// <summary>Keeps an answer at all levels. Returns at once; levels outside of the process have it a moment later, or not at all.</summary>
    /// <param name="answer">The answer. It is given no longer than <see cref="LayeredCacheOptions.MaxTtl"/> after it was made.</param>
    public void Keep(CachedAnswer answer) => KeepAbove(_slots.Length, Bounded(answer));

    /// <summary>Removes an answer from all levels that can be reached. To be sure of it, also purge it.</summary>
    /// <param name="key">What it is found by.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The caller waits no longer.</exception>
    public async Task RemoveAsync(CacheKey key, CancellationToken cancellationToken)
    {
        foreach (var slot in _slots)
            await slot.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How the levels are now, in order.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The caller waits no longer.</exception>
    public async Task<IReadOnlyList<CacheLevelStatus>> StatusAsync(CancellationToken cancellationToken)
    {
        var statuses = new List<CacheLevelStatus>(_slots.Length);
        foreach (var slot in _slots)
            statuses.Add(await slot.StatusAsync(cancellationToken).ConfigureAwait(false));
        return statuses;
    }

    /// <summary>Writes what still waits for levels outside of the process, for at most two seconds a level.</summary>
    public async ValueTask DisposeAsync()
    {
        _meters.Dispose();
        foreach (var slot in _slots)
            await slot.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask<CacheHit> FindAsync(int from, CacheKey key, CancellationToken cancellationToken)
    {
        for (var i = from; i < _slots.Length; i++)
        {
            if (await _slots[i].FindAsync(key, cancellationToken).ConfigureAwait(false) is not { } found)
                continue;
            // A level may have answers of a time when they could live longer.
            var answer = Bounded(found);
            if (!answer.IsFresh(_time.GetUtcNow()) || _purges.IsPurged(answer))
                continue;
            _slots[i].CountHit();
            KeepAbove(i, answer);
            return new CacheHit(answer, _slots[i].Name);
        }

        return default;
    }

    private void KeepAbove(int end, CachedAnswer answer)
    {
        for (var i = 0; i < end; i++)
            _slots[i].Keep(answer);
    }

    private CachedAnswer Bounded(CachedAnswer answer)
    {
        var latest = answer.CreatedAt > DateTimeOffset.MaxValue - _options.MaxTtl ? DateTimeOffset.MaxValue : answer.CreatedAt + _options.MaxTtl;
        return answer.ExpiresAt <= latest ? answer : answer with { ExpiresAt = latest };
    }
}
