using HybridAi.Core.Costs;

namespace HybridAi.Node.Providers.Testing;

/// <summary>Keeps what a test costs under its bound: a call may be made while all that are under way could cost their most. For any number of threads.</summary>
/// <param name="most">The bound.</param>
/// <param name="spent">What was spent before.</param>
internal sealed class SpendingCap(Cost most, Cost spent)
{
    private readonly Lock _lock = new();
    private long _spent = spent.NanoDollars;
    private long _reserved;

    /// <summary>What was spent.</summary>
    public Cost Spent
    {
        get
        {
            lock (_lock)
                return new Cost(_spent);
        }
    }

    /// <summary>Asks to make a call.</summary>
    /// <param name="cost">The most that it costs.</param>
    /// <returns>Whether it may be made; then <see cref="Settle"/> has to be told.</returns>
    public bool TryReserve(Cost cost)
    {
        lock (_lock)
        {
            if (_spent + _reserved + cost.NanoDollars > most.NanoDollars)
                return false;
            _reserved += cost.NanoDollars;
            return true;
        }
    }

    /// <summary>Says what a call did cost.</summary>
    /// <param name="reserved">What was asked for.</param>
    /// <param name="cost">The truth.</param>
    public void Settle(Cost reserved, Cost cost)
    {
        lock (_lock)
        {
            _reserved -= reserved.NanoDollars;
            _spent += cost.NanoDollars;
        }
    }
}
