using System.Globalization;
using HybridAi.Core.RateLimiting;
using HybridAi.Storage.Redis;
using StackExchange.Redis;

namespace HybridAi.Storage.RateLimiting;

/// <summary>One call of the script that takes: what it is sent, and what its answer means.</summary>
internal static class TakeCall
{
    private const int Head = 4;
    private const int ValuesOfCharge = 6;
    private const int AnswersHead = 3;
    private const int AnswersOfCharge = 3;

    public static readonly RedisKey EpochKey = RedisKeys.For("limit-epoch", "all");

    public static (RedisKey[] Keys, RedisValue[] Values, bool Tells) Prepare(
        LimitTicket ticket, LocalLimiter local, SharedMemory memory, long now, TimeSpan place, RedisValue self)
    {
        var asked = ticket.Asked;
        var keys = new RedisKey[1 + asked.Length + Count(asked, 's')];
        var values = new RedisValue[Head + (asked.Length * ValuesOfCharge)];
        keys[0] = EpochKey;
        (values[0], values[1], values[3]) = (now, memory.Epoch, (long)place.TotalMicroseconds);
        values[2] = Count(asked, 'c') > 0 ? ticket.Id.ToString("N") : RedisValue.EmptyString;
        var (key, value, tells) = (1, Head, false);
        foreach (ref var charge in asked)
        {
            var (limit, debt) = (charge.Limit, local.TellDebt(ref charge, memory.Number));
            var name = SharedName.Of(ref charge);
            keys[key++] = name.Counter;
            if (limit.Kind == 's')
                keys[key++] = name.Log;
            values[value++] = KindOf(limit);
            values[value++] = charge.Amount;
            values[value++] = limit.Capacity;
            values[value++] = limit.Rate;
            values[value++] = limit.Window;
            values[value++] = 0;
            if (debt.Amount == 0)
                continue;
            tells = true;
            values[value - 1] = TextOf(debt);
            Array.Resize(ref keys, keys.Length + 1);
            keys[key++] = SharedName.ToldBy(self, charge);
        }

        return (keys, values, tells);
    }

    /// <summary>Redis knows the debts that the call carried.</summary>
    public static void Told(LimitTicket ticket, LocalLimiter local, RedisValue[] values)
    {
        var at = Head + ValuesOfCharge - 1;
        foreach (ref var charge in ticket.Asked)
        {
            if (!values[at].IsInteger)
                local.Told(ref charge, OwedOf((string)values[at]!));
            at += ValuesOfCharge;
        }
    }

    /// <summary>What the call asked for will be counted here: nobody knows whether Redis did. The debts that it carried are told again.</summary>
    public static void GiveUp(LimitTicket ticket)
    {
        foreach (ref var charge in ticket.Asked)
            charge.IsShared = false;
    }

    /// <summary>Reads the answer into the ticket's charges.</summary>
    /// <returns>Whether it was admitted, or null if Redis has another memory than the call was made for; and which it has.</returns>
    public static (bool? Admitted, long Epoch) Read(LimitTicket ticket, RedisResult result)
    {
        var answer = (RedisValue[])result!;
        var (admitted, epoch) = ((int)answer[0], (long)answer[1]);
        if (admitted < 0)
            return (null, epoch);
        var now = (long)answer[2];
        var at = AnswersHead;
        foreach (ref var charge in ticket.Asked)
        {
            var used = double.Parse((string)answer[at]!, CultureInfo.InvariantCulture);
            charge.Remaining = Math.Max(0, Math.Floor(charge.Limit.Capacity - used + TokenBucket.Tolerance));
            charge.Wait = (long)answer[at + 1];
            charge.Reset = (long)answer[at + 2];
            (charge.IsShared, charge.SharedAt) = (true, now);
            at += AnswersOfCharge;
        }

        return (admitted == 1, epoch);
    }

    public static RedisValue KindOf(Limit limit) => limit.Kind switch { 'b' => "b", 's' => "s", _ => "c" };

    private static string TextOf(LimitDebt debt) => string.Create(CultureInfo.InvariantCulture, $"{debt.Amount:R} {debt.Counter} {debt.Owed:R}");

    private static double OwedOf(string debt) => double.Parse(debt.AsSpan(debt.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture);

    private static int Count(ReadOnlySpan<LimitCharge> charges, char kind)
    {
        var count = 0;
        foreach (ref readonly var charge in charges)
            count += charge.Limit.Kind == kind ? 1 : 0;
        return count;
    }
}
