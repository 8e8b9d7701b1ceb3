using System.Runtime.InteropServices;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Caching;

/// <summary>Adds up in memory what the cache does, to be written in batches off the requests' path. Bounded: beyond a number of keys, what else happens is in the sums only.</summary>
/// <param name="time">The clock.</param>
public sealed class CacheLedger(TimeProvider time)
{
    /// <summary>The model of sums of more models than are counted apart between two batches.</summary>
    public const string OtherModels = "*";

    /// <summary>The most answers of which it is noted that they were kept, or given, between two batches.</summary>
    internal const int MostKeys = 20_000;

    /// <summary>The most organizations and models together that have sums of their own between two batches.</summary>
    internal const int MostSums = 2_000;

    private readonly Lock _lock = new();
    private Dictionary<SumKey, Sum> _sums = [];
    private Dictionary<CacheKey, CacheEntry> _written = [];
    private Dictionary<CacheKey, Given> _given = [];
    private long _untold;

    /// <summary>How many answers were kept or given that found no room to be noted one by one.</summary>
    public long Untold => Interlocked.Read(ref _untold);

    /// <summary>An answer was given from the cache.</summary>
    /// <param name="kind">How.</param>
    /// <param name="answer">The answer.</param>
    public void Hit(CacheHitKind kind, CachedAnswer answer)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            CountHitUnderLock(kind, SumUnderLock(answer.Key.Organization, answer.Model, now), answer.CostNanoDollars, answer.Duration);
            if (!HasRoomUnderLock(_given, answer.Key))
                return;
            ref var given = ref CollectionsMarshal.GetValueRefOrAddDefault(_given, answer.Key, out _);
            given = new Given(given.Count + 1, now);
        }
    }

    /// <summary>A request shared the answer of another that was under way, which need not be kept.</summary>
    /// <param name="organization">Whose.</param>
    /// <param name="model">The provider's model.</param>
    /// <param name="costNanoDollars">What it saved; null if no price is known.</param>
    /// <param name="duration">How long the provider took.</param>
    public void Coalesced(OrganizationId organization, string model, long? costNanoDollars, TimeSpan duration)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            CountHitUnderLock(CacheHitKind.Coalesced, SumUnderLock(organization, model, now), costNanoDollars, duration);
        }
    }

    /// <summary>A request had to be answered by a provider.</summary>
    /// <param name="organization">Whose.</param>
    /// <param name="model">The provider's model.</param>
    public void Miss(OrganizationId organization, string model)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            SumUnderLock(organization, model, now).Misses++;
        }
    }

    /// <summary>An answer was kept.</summary>
    /// <param name="answer">The answer.</param>
    public void Wrote(CachedAnswer answer)
    {
        var (now, entry) = (time.GetUtcNow(), CacheEntry.Of(answer));
        lock (_lock)
        {
            var sum = SumUnderLock(answer.Key.Organization, answer.Model, now);
            sum.Writes++;
            sum.Bytes += answer.Body.Length;
            if (HasRoomUnderLock(_written, answer.Key))
                _written[answer.Key] = entry;
        }
    }

    /// <summary>Memory gave up an answer for want of room.</summary>
    /// <param name="answer">The answer.</param>
    public void Evicted(CachedAnswer answer)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            SumUnderLock(answer.Key.Organization, answer.Model, now).Evictions++;
        }
    }

    /// <summary>Takes what came together, which is then the taker's to write.</summary>
    /// <returns>Null if nothing did.</returns>
    public CacheBatch? Take()
    {
        Dictionary<SumKey, Sum> sums;
        Dictionary<CacheKey, CacheEntry> written;
        Dictionary<CacheKey, Given> given;
        lock (_lock)
        {
            if (_sums.Count == 0)
                return null;
            (sums, written, given) = (_sums, _written, _given);
            (_sums, _written, _given) = ([], [], []);
        }

        var now = time.GetUtcNow();
        return new CacheBatch(
            Guid.CreateVersion7(now), now, [.. written.Values], [.. given.Select(pair => new CacheEntryHits(pair.Key, pair.Value.Count, pair.Value.LastAt))],
            [.. sums.Select(pair => pair.Value.ToFigures(pair.Key))]);
    }

    private static void CountHitUnderLock(CacheHitKind kind, Sum sum, long? costNanoDollars, TimeSpan duration)
    {
        sum.Hits[(int)kind]++;
        sum.SavedNanos += costNanoDollars ?? 0;
        sum.SavedTicks += duration.Ticks;
    }

    private bool HasRoomUnderLock<T>(Dictionary<CacheKey, T> keys, CacheKey key)
    {
        if (keys.Count < MostKeys || keys.ContainsKey(key))
            return true;
        Interlocked.Increment(ref _untold);
        return false;
    }

    private Sum SumUnderLock(OrganizationId organization, string model, DateTimeOffset now)
    {
        var hour = now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour);
        var key = new SumKey(hour, organization, model);
        if (_sums.Count >= MostSums && !_sums.ContainsKey(key))
            key = new SumKey(hour, organization, OtherModels);
        return _sums.TryGetValue(key, out var sum) ? sum : _sums[key] = new Sum();
    }

    private readonly record struct SumKey(long Hour, OrganizationId Organization, string Model);

    private readonly record struct Given(long Count, DateTimeOffset LastAt);

    private sealed class Sum
    {
        public long[] Hits { get; } = new long[4];

        public long Misses { get; set; }

        public long Writes { get; set; }

        public long Evictions { get; set; }

        public long Bytes { get; set; }

        public long SavedNanos { get; set; }

        public long SavedTicks { get; set; }

        public CacheFigures ToFigures(SumKey key) => new()
        {
            Hour = new DateTimeOffset(key.Hour, TimeSpan.Zero), Organization = key.Organization, Model = key.Model,
            ExactHits = Hits[(int)CacheHitKind.Exact], SemanticHits = Hits[(int)CacheHitKind.Semantic], PrefixHits = Hits[(int)CacheHitKind.Prefix],
            CoalescedHits = Hits[(int)CacheHitKind.Coalesced], Misses = Misses, Writes = Writes, Evictions = Evictions, Bytes = Bytes,
            SavedNanoDollars = SavedNanos, SavedMilliseconds = SavedTicks / TimeSpan.TicksPerMillisecond,
        };
    }
}
