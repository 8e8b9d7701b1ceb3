using HybridAi.Core.Metrics;

namespace HybridAi.Core.Resilience.Hedging;

/// <summary>
/// Bounds what hedging adds: within the window, no more than a share of the requests that may be hedged are, and no more than the same share of what they cost is added by it.
/// Second attempts that are under way count as costing as much as a request does on average. Safe for concurrent use.
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

    /// <summary>Second attempts that have been granted and not ended.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>A request begins that may be hedged.</summary>
    public void Begin()
    {
        lock (_lock)
            _window.Current.Requests++;
    }

    /// <summary>Asks for leave to make a second attempt. It is given back by <see cref="Withdraw"/> or <see cref="Settle"/>.</summary>
    /// <returns>Whether the bound allows it.</returns>
    public bool TryHedge()
    {
        lock (_lock)
        {
            var (requests, hedges, priced, money, extra) = SumUnderLock();
            if (hedges + 1 > options.MaxExtraShare * requests)
                return false;
            // As long as nobody knows a price, only requests are bounded.
            var each = priced == 0 ? 0 : (double)money / priced;
            if (extra + ((_underWay + 1) * each) > options.MaxExtraShare * money)
                return false;
            _window.Current.Hedges++;
            _underWay++;
            return true;
        }
    }

    /// <summary>The attempt that there was leave for was not made.</summary>
    public void Withdraw()
    {
        lock (_lock)
        {
            _underWay--;
            _window.Current.Hedges--;
        }
    }

    /// <summary>A request that could be hedged has ended.</summary>
    /// <param name="nanoDollars">What it cost, in nano-dollars, a second attempt included; null if nobody knows.</param>
    /// <param name="extra">What of that it would not have cost without hedging.</param>
    /// <param name="hedged">Whether a second attempt was made.</param>
    public void Settle(long? nanoDollars, long extra, bool hedged)
    {
        lock (_lock)
        {
            if (hedged)
                _underWay--;
            if (nanoDollars is not { } cost)
                return;
            var slot = _window.Current;
            slot.Priced++;
            slot.Money += cost - extra;
            slot.Extra += extra;
        }
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
