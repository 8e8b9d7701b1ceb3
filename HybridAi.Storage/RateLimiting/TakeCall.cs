using System.Globalization;
using HybridAi.Core.RateLimiting;
using HybridAi.Storage.Redis;
using StackExchange.Redis;

namespace HybridAi.Storage.RateLimiting;

/// <summary>One call of the script that takes: what it is sent, and what its answer means.</summary>
internal static class TakeCall
{
    private const int Head = 3;
    private const int ValuesOfCharge = 6;
    private const int AnswersOfCharge = 3;

    public static readonly RedisKey EpochKey = RedisKeys.For("limit-epoch", "all");

    public static (RedisKey[] Keys, RedisValue[] Values) Prepare(LimitTicket ticket, LocalLimiter local, long epoch, long now, TimeSpan place)
    {
        var asked = ticket.Asked;
        var keys = new RedisKey[1 + asked.Length + Windows(asked)];
        var values = new RedisValue[Head + (asked.Length * ValuesOfCharge)];
        keys[0] = EpochKey;
        (values[0], values[1], values[2]) = (now, ticket.Id.ToString("N"), (long)place.TotalMicroseconds);
        var (key, value) = (1, Head);
        foreach (ref var charge in asked)
        {
            var (limit, debt) = (charge.Limit, local.TakeDebt(ref charge, epoch));
            var name = SharedName.Of(ref charge);
            keys[key++] = name.Counter;
            if (limit.Kind == 's')
                keys[key++] = name.Log;
            values[value++] = KindOf(limit);
            values[value++] = charge.Amount;
            values[value++] = limit.Capacity;
            values[value++] = limit.Rate;
            values[value++] = limit.Window;
            values[value++] = debt;
        }

        return (keys, values);
    }

    /// <summary>Puts back the debts that a call which failed was to carry. What it asked for will be counted here.</summary>
    public static void GiveUp(LimitTicket ticket, LocalLimiter local, RedisValue[] values)
    {
        var at = Head + ValuesOfCharge - 1;
        foreach (ref var charge in ticket.Asked)
        {
            local.ReturnDebt(ref charge, (double)values[at]);
            charge.IsShared = false;
            at += ValuesOfCharge;
        }
    }

    /// <summary>Reads the answer into the ticket's charges.</summary>
    /// <returns>Whether it was admitted, and which memory answered.</returns>
    public static (bool Admitted, long Epoch) Read(LimitTicket ticket, RedisResult result)
    {
        var answer = (RedisValue[])result!;
        var admitted = (int)answer[0] == 1;
        var (epoch, now) = ((long)answer[1], (long)answer[2]);
        var at = Head;
        foreach (ref var charge in ticket.Asked)
        {
            var used = double.Parse((string)answer[at]!, CultureInfo.InvariantCulture);
            charge.Remaining = Math.Max(0, Math.Floor(charge.Limit.Capacity - used + TokenBucket.Tolerance));
            charge.Wait = (long)answer[at + 1];
            charge.Reset = (long)answer[at + 2];
            (charge.IsShared, charge.SharedAt) = (true, now);
            at += AnswersOfCharge;
        }

        return (admitted, epoch);
    }

    public static RedisValue KindOf(Limit limit) => limit.Kind switch { 'b' => "b", 's' => "s", _ => "c" };

    private static int Windows(Span<LimitCharge> charges)
    {
        var windows = 0;
        foreach (ref var charge in charges)
            windows += charge.Limit.Kind == 's' ? 1 : 0;
        return windows;
    }
}
