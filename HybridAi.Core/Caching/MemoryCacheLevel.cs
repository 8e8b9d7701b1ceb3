using HybridAi.Core.Configuration;
using HybridAi.Core.Health.Resources;

namespace HybridAi.Core.Caching;

/// <summary>
/// Answers in the process's memory, bounded by their bytes. When room is wanted the one goes that was least recently used, of all; ties within one tick
/// of the clock are decided at will. An answer is looked up under the lock of one of several stripes, without allocating.
/// </summary>
public sealed class MemoryCacheLevel : ICacheLevel, IMemoryHolder
{
    private const int Stripes = 32;

    private readonly MemoryCacheStripe[] _stripes = new MemoryCacheStripe[Stripes];
    private readonly TimeProvider _time;
    private readonly Action<CachedAnswer>? _evicted;
    private long _bytes;
    private long _evictions;

    /// <summary>Begins empty.</summary>
    /// <param name="most">The most bytes of answers, as <see cref="CachedAnswer.Size"/> counts them; with 0 nothing is kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="evicted">Told of each answer that goes for want of room, on the thread that wanted it; quick, and never throws.</param>
    public MemoryCacheLevel(ByteSize most, TimeProvider time, Action<CachedAnswer>? evicted = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(most.Bytes);
        (_time, _evicted) = (time, evicted);
        MostBytes = most.Bytes;
        for (var i = 0; i < _stripes.Length; i++)
            _stripes[i] = new MemoryCacheStripe();
    }

    /// <inheritdoc/>
    public string Name => CacheLevelNames.Memory;

    /// <summary>How many bytes the answers take.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The most that they may take.</summary>
    public long MostBytes { get; }

    /// <summary>How many answers went for want of room.</summary>
    public long Evictions => Interlocked.Read(ref _evictions);

    /// <inheritdoc/>
    public ValueTask<CachedAnswer?> FindAsync(CacheKey key, CancellationToken cancellationToken) => new(Find(key));

    /// <summary>Looks for an answer, which so becomes the one that was used last.</summary>
    /// <param name="key">What it is found by.</param>
    /// <returns>Null if it is not there or has expired.</returns>
    public CachedAnswer? Find(CacheKey key)
    {
        var answer = StripeOf(key).Find(key, _time.GetUtcNow().UtcTicks, out var removed);
        if (removed != 0)
            Interlocked.Add(ref _bytes, -removed);
        return answer;
    }

    /// <inheritdoc/>
    public ValueTask KeepAsync(CachedAnswer answer, CancellationToken cancellationToken)
    {
        Keep(answer);
        return ValueTask.CompletedTask;
    }

    /// <summary>Keeps an answer, and gives up others for it if it needs their room. One that is larger than all room is not kept, nor is what had its place.</summary>
    /// <param name="answer">The answer.</param>
    public void Keep(CachedAnswer answer)
    {
        var (now, size) = (_time.GetUtcNow(), answer.Size);
        if (size > MostBytes || !answer.IsFresh(now))
        {
            Remove(answer.Key);
            return;
        }

        Interlocked.Add(ref _bytes, size - StripeOf(answer.Key).Keep(answer, size, now.UtcTicks));
        Evict(MostBytes);
    }

    /// <inheritdoc/>
    public ValueTask RemoveAsync(CacheKey key, CancellationToken cancellationToken)
    {
        Remove(key);
        return ValueTask.CompletedTask;
    }

    /// <summary>Removes an answer, if it is there.</summary>
    /// <param name="key">What it is found by.</param>
    public void Remove(CacheKey key)
    {
        var removed = StripeOf(key).Remove(key);
        if (removed != 0)
            Interlocked.Add(ref _bytes, -removed);
    }

    /// <summary>Removes what has expired or what a condition holds for. Takes the lock of one stripe after the other: not for the request's path.</summary>
    /// <param name="unwanted">Says which; quick, and calls nothing of the cache.</param>
    /// <returns>How many went.</returns>
    public int Sweep(Func<CachedAnswer, bool> unwanted)
    {
        var now = _time.GetUtcNow();
        var count = 0;
        foreach (var stripe in _stripes)
        {
            Interlocked.Add(ref _bytes, -stripe.Sweep(unwanted, now, out var swept));
            count += swept;
        }

        return count;
    }

    /// <summary>Gives up what was least recently used, until the rest takes no more than so much. What comes later may take all room again.</summary>
    /// <param name="bytes">How many bytes may stay, from 0.</param>
    public void ShrinkTo(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Evict(bytes);
    }

    /// <inheritdoc/>
    public ValueTask<CacheLevelStatus> StatusAsync(CancellationToken cancellationToken)
    {
        var entries = 0L;
        foreach (var stripe in _stripes)
            entries += stripe.Count;
        return new(new CacheLevelStatus(Name, entries, Bytes, MostBytes) { Evictions = Evictions });
    }

    private MemoryCacheStripe StripeOf(in CacheKey key) => _stripes[(int)((uint)key.High % Stripes)];

    // Several may do this at once; each looks again what is oldest now, so that together they give up no more than has to go.
    private void Evict(long most)
    {
        while (Interlocked.Read(ref _bytes) > most && Oldest() is { } stripe)
        {
            if (stripe.RemoveOldest(out var removed) is not { } answer)
                continue;
            Interlocked.Add(ref _bytes, -removed);
            Interlocked.Increment(ref _evictions);
            _evicted?.Invoke(answer);
        }
    }

    private MemoryCacheStripe? Oldest()
    {
        var (oldest, at) = ((MemoryCacheStripe?)null, long.MaxValue);
        foreach (var stripe in _stripes)
        {
            if (stripe.OldestUse is var use && use < at)
                (oldest, at) = (stripe, use);
        }

        return oldest;
    }
}
