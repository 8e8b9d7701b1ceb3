using StackExchange.Redis;

namespace HybridAi.Storage.Redis;

/// <summary>Makes all keys. They have one hash tag, so that a script may touch any of them together, on a cluster too.</summary>
public static class RedisKeys
{
    /// <summary>What every key begins with.</summary>
    public const string Prefix = "{hai}:";

    /// <summary>The key of a thing.</summary>
    /// <param name="kind">The kind of thing, in lower-case letters and hyphens.</param>
    /// <param name="id">Which one; any text but the empty one.</param>
    /// <exception cref="ArgumentException">The kind has other characters, or one of both is empty.</exception>
    public static RedisKey For(string kind, string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        // A kind without a colon keeps the keys of different kinds apart, whatever the ids are.
        if (kind.Length == 0 || kind.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz-"))
            throw new ArgumentException($"'{kind}' is no kind of key.", nameof(kind));
        return $"{Prefix}{kind}:{id}";
    }
}
