using HybridAi.Core.RateLimiting;
using HybridAi.Storage.Redis;
using StackExchange.Redis;

namespace HybridAi.Storage.RateLimiting;

/// <summary>One call of the script that settles: what it is sent.</summary>
internal static class SettleCall
{
    /// <summary>How long a ticket that was settled is remembered, so that it is settled once: longer than a call can be under way.</summary>
    private const int Remembered = 60_000;

    /// <summary>What there is to settle, or null if nothing is.</summary>
    public static (RedisKey[] Keys, RedisValue[] Values)? Prepare(LimitTicket ticket, double tokens, bool undo, long now)
    {
        List<RedisKey>? keys = null;
        List<RedisValue>? values = null;
        foreach (ref var charge in ticket.Held)
        {
            var (limit, difference) = (charge.Limit, LocalLimiter.Difference(charge, tokens, undo));
            // Those under way have a place even if they were not admitted there: it was renewed.
            if (limit.Measure != LimitMeasure.Concurrent && (difference == 0 || !charge.IsShared))
                continue;
            var name = SharedName.Of(ref charge);
            keys ??= [RedisKeys.For("limit-settled", ticket.Id.ToString("N"))];
            values ??= [now, ticket.Id.ToString("N"), Remembered];
            keys.Add(name.Counter);
            if (limit.Kind == 's')
                keys.Add(name.Log);
            values.AddRange([TakeCall.KindOf(limit), difference, charge.SharedAt, limit.Rate, limit.Window]);
        }

        return keys is null ? null : ([.. keys], [.. values!]);
    }
}
