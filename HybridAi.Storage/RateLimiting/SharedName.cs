using HybridAi.Core.RateLimiting;
using HybridAi.Storage.Redis;
using StackExchange.Redis;

namespace HybridAi.Storage.RateLimiting;

/// <summary>What the counter of a scope is called in Redis.</summary>
/// <param name="Counter">The counter.</param>
/// <param name="Log">The log of a sliding window.</param>
internal sealed record SharedName(RedisKey Counter, RedisKey Log)
{
    private const string Kind = "limit";
    private const string LogKind = "limit-log";
    private const string ToldKind = "limit-told";

    /// <summary>The name of a charge's counter, made once for each counter of this process.</summary>
    public static SharedName Of(ref LimitCharge charge)
    {
        if (charge.SharedName is SharedName known)
            return known;
        var name = Of(charge.CountedAs);
        charge.SharedName = name;
        return name;
    }

    public static SharedName Of(in LimitKey key)
    {
        var id = $"{key.Counters}:{key.Scope}";
        return new SharedName(RedisKeys.For(Kind, id), RedisKeys.For(LogKind, id));
    }

    /// <summary>What remembers the last that a gateway told of a charge's scope.</summary>
    public static RedisKey ToldBy(RedisValue gateway, in LimitCharge charge) => RedisKeys.For(ToldKind, $"{gateway}:{charge.CountedAs.Counters}:{charge.CountedAs.Scope}");

    /// <summary>The pattern of all counters of a limit. Names of limits have no characters that mean something in it.</summary>
    public static string PatternOf(Limit limit) => $"{PrefixOf(limit)}*";

    /// <summary>The scope that a counter found by the pattern belongs to.</summary>
    public static LimitKey Parse(Limit limit, string counter) => LimitKey.Parse(limit.Counters, counter[PrefixOf(limit).Length..]);

    private static string PrefixOf(Limit limit) => $"{RedisKeys.For(Kind, limit.Counters)}:";
}
