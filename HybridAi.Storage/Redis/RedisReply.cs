using System.Diagnostics.CodeAnalysis;

namespace HybridAi.Storage.Redis;

/// <summary>The answer to a call, or why there is none. Without one the caller goes on with what it has locally.</summary>
/// <typeparam name="T">The type of the answer.</typeparam>
public readonly struct RedisReply<T>
{
    private readonly T? _value;

    internal RedisReply(T value) => _value = value;

    internal RedisReply(RedisFailure failure) => Failure = failure;

    /// <summary>Why there is no answer, or <see cref="RedisFailure.None"/>.</summary>
    public RedisFailure Failure { get; }

    /// <summary>Gets the answer.</summary>
    /// <param name="value">The answer.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGet([MaybeNullWhen(false)] out T value)
    {
        value = _value;
        return Failure == RedisFailure.None;
    }
}
