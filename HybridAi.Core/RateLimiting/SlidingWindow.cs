namespace HybridAi.Core.RateLimiting;

/// <summary>
/// A sliding window: a log of what was admitted, in which moments closer together than 1/1024 of the window are one. Holds no clock.
/// </summary>
/// <remarks>
/// What was admitted counts for at least the window, so that no stretch of time as long as the window ever has more than the limit; and for at most
/// 1/1024 longer, so that less than 0.1 % of what the limit allows is refused. A limit of n keeps at most n entries, and never more than 1,025: 16 KiB.
/// <c>limits-take.lua</c> does the same.
/// </remarks>
public sealed class SlidingWindow
{
    /// <summary>Into how many ticks a window is divided.</summary>
    public const int Ticks = 1024;

    private Entry[] _entries = new Entry[4];
    private int _first;
    private int _count;

    /// <summary>What counts at present.</summary>
    public double Used { get; private set; }

    /// <summary>How long a tick is, in microseconds.</summary>
    /// <param name="window">The window, in microseconds.</param>
    public static long TickOf(long window) => (window + Ticks - 1) / Ticks;

    /// <summary>Forgets what is over.</summary>
    /// <param name="now">The moment, in microseconds, not before the last.</param>
    /// <param name="window">The window, in microseconds.</param>
    /// <returns>What counts.</returns>
    public double UsedAt(long now, long window)
    {
        // A tick is over once its last moment is a window ago.
        var oldest = FloorDivide(now - window, TickOf(window));
        while (_count > 0 && _entries[_first].Tick < oldest)
        {
            Used -= _entries[_first].Amount;
            _first = (_first + 1) % _entries.Length;
            _count--;
        }

        return Used;
    }

    /// <summary>Takes an amount as of the moment last looked at.</summary>
    /// <param name="amount">How much, whatever is left.</param>
    /// <param name="now">The moment.</param>
    /// <param name="window">The window, in microseconds.</param>
    public void Take(double amount, long now, long window)
    {
        var tick = FloorDivide(now, TickOf(window));
        Used += amount;
        if (_count > 0 && Last.Tick >= tick)
        {
            Last.Amount += amount;
            return;
        }

        if (_count == _entries.Length)
            Grow();
        _count++;
        Last = new Entry { Tick = tick, Amount = amount };
    }

    /// <summary>Corrects what was taken earlier, once the truth is known. What is over needs no correction downwards; what is missing of it counts from now.</summary>
    /// <param name="difference">The truth less what was taken.</param>
    /// <param name="takenAt">When it was taken.</param>
    /// <param name="now">The moment.</param>
    /// <param name="window">The window, in microseconds.</param>
    public void Correct(double difference, long takenAt, long now, long window)
    {
        UsedAt(now, window);
        var tick = FloorDivide(takenAt, TickOf(window));
        // From the newest on: most requests were admitted a few ticks ago.
        for (var i = _count - 1; i >= 0; i--)
        {
            ref var entry = ref _entries[(_first + i) % _entries.Length];
            if (entry.Tick > tick)
                continue;
            if (entry.Tick < tick)
                break;
            var corrected = Math.Max(0, entry.Amount + difference);
            Used += corrected - entry.Amount;
            entry.Amount = corrected;
            return;
        }

        if (difference > 0)
            Take(difference, now, window);
    }

    /// <summary>How long until enough is over that an amount fits.</summary>
    /// <param name="excess">By how much it does not fit now.</param>
    /// <param name="now">The moment last looked at.</param>
    /// <param name="window">The window, in microseconds.</param>
    /// <returns>Microseconds.</returns>
    public long UntilFreed(double excess, long now, long window)
    {
        for (var i = 0; i < _count; i++)
        {
            ref var entry = ref _entries[(_first + i) % _entries.Length];
            excess -= entry.Amount;
            if (excess <= 0 || i == _count - 1)
                return EndOf(entry.Tick, window) - now;
        }

        return 0;
    }

    /// <summary>How long until all is over.</summary>
    /// <param name="now">The moment last looked at.</param>
    /// <param name="window">The window, in microseconds.</param>
    /// <returns>Microseconds.</returns>
    public long UntilEmpty(long now, long window) => _count == 0 ? 0 : EndOf(Last.Tick, window) - now;

    private ref Entry Last => ref _entries[(_first + _count - 1) % _entries.Length];

    private static long EndOf(long tick, long window) => ((tick + 1) * TickOf(window)) + window;

    private static long FloorDivide(long value, long by) => value >= 0 ? value / by : ((value + 1) / by) - 1;

    private void Grow()
    {
        var larger = new Entry[_entries.Length * 2];
        for (var i = 0; i < _count; i++)
            larger[i] = _entries[(_first + i) % _entries.Length];
        (_entries, _first) = (larger, 0);
    }

    private struct Entry
    {
        public long Tick;
        public double Amount;
    }
}
