namespace HybridAi.Core.Resilience;

/// <summary>Counts what became of calls in the last while, in slots of time that are used again. Not safe for concurrent use: its owner locks.</summary>
/// <param name="length">How far back it looks at the most.</param>
/// <param name="slots">Into how many slots that is divided: the oldest one goes as a whole.</param>
public sealed class OutcomeWindow(TimeSpan length, int slots)
{
    private readonly Slot[] _slots = new Slot[slots];
    private readonly long _slotTicks = Math.Max(1, length.Ticks / slots);

    /// <summary>Counts a call.</summary>
    /// <param name="now">The time, on any clock that does not go back.</param>
    /// <param name="failed">Whether it failed.</param>
    /// <param name="slow">Whether it was slow.</param>
    /// <param name="took">How long it took, for percentiles; null leaves it out of them.</param>
    public void Add(TimeSpan now, bool failed, bool slow, TimeSpan? took = null)
    {
        ref var slot = ref SlotOf(now);
        slot.Calls++;
        slot.Failed += failed ? 1 : 0;
        slot.Slow += slow ? 1 : 0;
        if (took is { } duration)
            slot.AddLatency(duration);
    }

    /// <summary>Counts how long a call took at least, which neither succeeded nor failed: only percentiles know of it.</summary>
    /// <param name="now">The time.</param>
    /// <param name="atLeast">How long.</param>
    public void AddLatency(TimeSpan now, TimeSpan atLeast) => SlotOf(now).AddLatency(atLeast);

    /// <summary>Adds up what is not older than a time.</summary>
    /// <param name="now">The time.</param>
    /// <param name="window">How far to look back; at most the whole length.</param>
    /// <param name="latencies">Gets the number of calls in each bucket of <see cref="LatencyScale"/>; empty if they are not wanted.</param>
    public (int Calls, int Failed, int Slow) Sum(TimeSpan now, TimeSpan window, Span<int> latencies = default)
    {
        var last = now.Ticks / _slotTicks;
        var first = last - Math.Clamp((window.Ticks + _slotTicks - 1) / _slotTicks, 1, slots) + 1;
        var (calls, failed, slow) = (0, 0, 0);
        foreach (ref readonly var slot in _slots.AsSpan())
        {
            if (slot.Number < first || slot.Number > last)
                continue;
            calls += slot.Calls;
            failed += slot.Failed;
            slow += slot.Slow;
            for (var i = 0; slot.Latencies is not null && i < latencies.Length; i++)
                latencies[i] += slot.Latencies[i];
        }

        return (calls, failed, slow);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => Array.Clear(_slots);

    private ref Slot SlotOf(TimeSpan now)
    {
        var number = now.Ticks / _slotTicks;
        ref var slot = ref _slots[number % slots];
        if (slot.Number != number)
        {
            slot.Latencies?.AsSpan().Clear();
            slot = new Slot { Number = number, Latencies = slot.Latencies };
        }

        return ref slot;
    }

    private struct Slot
    {
        public long Number;
        public int Calls;
        public int Failed;
        public int Slow;
        public int[]? Latencies;

        public void AddLatency(TimeSpan took) => (Latencies ??= new int[LatencyScale.Buckets])[LatencyScale.BucketOf(took)]++;
    }
}
