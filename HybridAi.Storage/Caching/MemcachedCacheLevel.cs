using HybridAi.Core.Caching;
using HybridAi.Storage.Memcached;
using HybridAi.Storage.Secrets;

namespace HybridAi.Storage.Caching;

/// <summary>Answers in Memcached servers, which forget each when it expires, or earlier. One that is larger than a server's item is not kept: it is not cut into pieces.</summary>
/// <param name="memcached">The servers.</param>
/// <param name="masterKey">What answers are sealed under; the same for all gateways.</param>
/// <param name="time">The clock.</param>
public sealed class MemcachedCacheLevel(MemcachedClient memcached, MasterKey masterKey, TimeProvider time) : ICacheLevel
{
    // Longer times are taken as Unix time: https://github.com/memcached/memcached/blob/master/doc/protocol.txt ("Expiration times")
    private static readonly TimeSpan LongestRelative = TimeSpan.FromDays(30);

    private readonly SealedAnswers _answers = new(masterKey);

    /// <inheritdoc/>
    public string Name => CacheLevelNames.Memcached;

    /// <inheritdoc/>
    public async ValueTask<CachedAnswer?> FindAsync(CacheKey key, CancellationToken cancellationToken)
    {
        var box = await memcached.GetAsync(KeyOf(key), (ulong)key.Low, cancellationToken).ConfigureAwait(false);
        return box is not null && _answers.TryOpen(box, key, time.GetUtcNow(), out var answer) ? answer : null;
    }

    /// <inheritdoc/>
    public async ValueTask KeepAsync(CachedAnswer answer, CancellationToken cancellationToken)
    {
        var life = answer.ExpiresAt - time.GetUtcNow();
        // By its body first: what is far too large need not be sealed to know.
        var box = life <= TimeSpan.Zero || answer.Body.Length > memcached.MostValueBytes ? null : _answers.Seal(answer);
        // What the server had before is not given on in its place; whether it refused the value for its size or for want of memory.
        if (box is null || box.Length > memcached.MostValueBytes
            || !await memcached.SetAsync(KeyOf(answer.Key), (ulong)answer.Key.Low, box, ExpiryOf(answer, life), cancellationToken).ConfigureAwait(false))
            await RemoveAsync(answer.Key, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(CacheKey key, CancellationToken cancellationToken) =>
        await memcached.DeleteAsync(KeyOf(key), (ulong)key.Low, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<CacheLevelStatus> StatusAsync(CancellationToken cancellationToken)
    {
        var figures = await memcached.FiguresAsync(cancellationToken).ConfigureAwait(false);
        var state = memcached.State;
        return new CacheLevelStatus(Name, figures.Items, figures.Bytes, figures.MostBytes, state.IsDegraded, state.Detail) { Evictions = figures.Evictions };
    }

    // Hexadecimal digits need no escaping in a protocol of lines and spaces.
    private static string KeyOf(CacheKey key) => $"hai:{key.Organization.Value:N}{key.HashText()}";

    private static long ExpiryOf(CachedAnswer answer, TimeSpan life) =>
        life <= LongestRelative ? (long)Math.Ceiling(life.TotalSeconds) : answer.ExpiresAt.ToUnixTimeSeconds();
}
