using HybridAi.Core.Caching;
using HybridAi.Storage.Redis;
using HybridAi.Storage.Secrets;
using StackExchange.Redis;

namespace HybridAi.Storage.Caching;

/// <summary>Answers in Redis, which forgets each when it expires. One call each, within the connection's deadline; while Redis is lost nothing is found and nothing kept.</summary>
/// <param name="redis">The connection.</param>
/// <param name="options">Bounds.</param>
/// <param name="masterKey">What answers are sealed under; the same for all gateways.</param>
/// <param name="time">The clock.</param>
public sealed class RedisCacheLevel(RedisConnection redis, RedisCacheOptions options, MasterKey masterKey, TimeProvider time) : ICacheLevel
{
    // Redis takes no less.
    private static readonly TimeSpan LeastLife = TimeSpan.FromMilliseconds(1);

    private readonly SealedAnswers _answers = new(masterKey);

    /// <inheritdoc/>
    public string Name => CacheLevelNames.Redis;

    /// <inheritdoc/>
    public async ValueTask<CachedAnswer?> FindAsync(CacheKey key, CancellationToken cancellationToken)
    {
        var reply = await redis.TryAsync(KeyOf(key), static (database, key) => database.StringGetAsync(key), cancellationToken).ConfigureAwait(false);
        return reply.TryGet(out var value) && (byte[]?)value is { } box && _answers.TryOpen(box, key, time.GetUtcNow(), out var answer) ? answer : null;
    }

    /// <inheritdoc/>
    public async ValueTask KeepAsync(CachedAnswer answer, CancellationToken cancellationToken)
    {
        var life = answer.ExpiresAt - time.GetUtcNow();
        // By its body first: what is far too large need not be sealed to know.
        var box = life < LeastLife || answer.Body.Length > options.MaxValueSize.Bytes ? null : _answers.Seal(answer);
        if (box is null || box.Length > options.MaxValueSize.Bytes)
        {
            await RemoveAsync(answer.Key, cancellationToken).ConfigureAwait(false);
            return;
        }

        await redis.TryAsync(
            (Key: KeyOf(answer.Key), Box: box, Life: life), static (database, one) => database.StringSetAsync(one.Key, one.Box, one.Life, When.Always, CommandFlags.None), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(CacheKey key, CancellationToken cancellationToken) =>
        await redis.TryAsync(KeyOf(key), static (database, key) => database.KeyDeleteAsync(key), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<CacheLevelStatus> StatusAsync(CancellationToken cancellationToken)
    {
        var state = redis.State;
        return new(new CacheLevelStatus(Name, Entries: null, Bytes: null, MostBytes: null, state.IsDegraded, state.Detail));
    }

    private static RedisKey KeyOf(CacheKey key) => RedisKeys.For("cache", $"{key.Organization.Value:N}:{key.HashText()}");
}
