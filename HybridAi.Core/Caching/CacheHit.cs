using System.Diagnostics.CodeAnalysis;

namespace HybridAi.Core.Caching;

/// <summary>What a look into the cache found.</summary>
/// <param name="Answer">The answer, or null: a miss.</param>
/// <param name="Level">The level that had it, one of <see cref="CacheLevelNames"/>; null for a miss.</param>
public readonly record struct CacheHit(CachedAnswer? Answer, string? Level)
{
    /// <summary>Whether there is an answer.</summary>
    [MemberNotNullWhen(true, nameof(Answer), nameof(Level))]
    public bool IsHit => Answer is not null;
}
