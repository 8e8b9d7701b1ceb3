using HybridAi.Core.Metrics;

namespace HybridAi.Core.Resilience.Hedging;

/// <summary>
/// Bounds what hedging adds: within the window, no more than a share of the requests that may be hedged are, and no more than the same share of what they cost is added by it.
/// What a second attempt will have added is known behind its request only: until then as much is set aside as a request costs on average, and not less than this one's input does. Safe for
/// concurrent use.
/// </summary>
/// <param name="options">The share and the window.</param>
/// <param name="time">The clock.</param>
public sealed class HedgeSpending(HedgingOptions options, TimeProvider time)
{
    private const int Slots = 10;

    private readonly Lock _lock = new();
    private readonly SlidingWindow<Slot> _window = new(options.Window / Slots, Slots, time, static () => new Slot());
    private readonly Slot[] _slots = new Slot[Slots];
    private int _underWay;
    private long _aside;

    /// <summary>Second attempts that have been granted and not ended.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>A request begins that may be hedged.</summary>
    public void Begin()
    {
        lock (_lock)
            _window.Current.Requests++;
    }

    /// <summary>Asks for leave to make a second attempt. It is given back by <see cref="Withdraw"/> or <see cref="Settle"/>.</summary>
    /// <param name="least">What it will add at least, in nano-dollars: <see cref="HedgeCost.LeastOf"/>.</param>
    /// <returns>What is set aside for it, in nano-dollars, to be given back with it; null: the bound does not allow it.</returns>
    public long? TryHedge(long least)
    {
        lock (_lock)
        {
            var (requests, hedges, priced, money, extra) = SumUnderLock();
            if (hedges + _underWay + 1 > options.MaxExtraShare * requests)
                return null;
            // As long as nobody knows what requests cost, only their number is bounded.
            var aside = priced == 0 ? 0 : Math.Max(least, money / priced);
            if (extra + _aside + aside > options.MaxExtraShare * money)
                return null;
            _underWay++;
            _aside += aside;
            return aside;
        }
    }

    /// <summary>The attempt that there was leave for was not made.</summary>
    /// <param name="aside">What was set aside for it.</param>
    public void Withdraw(long aside)
    {
        lock (_lock)
            EndUnderLock(aside);
    }

    /// <summary>A request that could be hedged has ended.</summary>
    /// <param name="nanoDollars">What it cost, in nano-dollars, a second attempt included; null if nobody knows.</param>
    /// <param name="extra">What of that it would not have cost without hedging.</param>
    /// <param name="aside">What was set aside for its second attempt; null: none was made.</param>
    public void Settle(long? nanoDollars, long extra, long? aside)
    {
        lock (_lock)
        {
            var slot = _window.Current;
            if (aside is { } held)
            {
                EndUnderLock(held);
                slot.Hedges++;
            }

            if (nanoDollars is not { } cost)
                return;
            slot.Priced++;
            slot.Money += cost - extra;
            slot.Extra += extra;
        }
    }

    private void EndUnderLock(long aside)
    {
        _underWay--;
        _aside -= aside;
    }

    private (long Requests, long Hedges, long Priced, long Money, long Extra) SumUnderLock()
    {
        var (requests, hedges, priced, money, extra) = (0L, 0L, 0L, 0L, 0L);
        foreach (var slot in _slots.AsSpan(0, _window.CopyTo(_slots)))
        {
            requests += slot.Requests;
            hedges += slot.Hedges;
            priced += slot.Priced;
            money += slot.Money;
            extra += slot.Extra;
        }

        return (requests, hedges, priced, money, extra);
    }

    private sealed class Slot
    {
        public long Requests, Hedges, Priced, Money, Extra;
    }
}
