namespace HybridAi.Core.Metrics;

/// <summary>
/// What was counted in the last slots of time: a ring of slots, each with a value of its own that is made when the slot begins and
/// forgotten when it is out of the window. Any number of threads may use it at the same time; none waits.
/// </summary>
/// <typeparam name="T">What is counted in a slot. Its own additions have to be safe for many threads.</typeparam>
/// <param name="slot">How long a slot is.</param>
/// <param name="slots">How many there are: the window is this many slots long, the last of which is not over yet.</param>
/// <param name="time">The clock.</param>
/// <param name="create">Makes the value of a slot.</param>
public sealed class SlidingWindow<T>(TimeSpan slot, int slots, TimeProvider time, Func<T> create)
    where T : class
{
    private readonly long _slotTicks = Math.Max(1, (long)(slot.TotalSeconds * time.TimestampFrequency));
    private readonly Cell?[] _ring = new Cell?[slots];

    /// <summary>How many slots there are.</summary>
    public int Slots => _ring.Length;

    /// <summary>The value of the slot of this moment.</summary>
    public T Current
    {
        get
        {
            var number = time.GetTimestamp() / _slotTicks;
            ref var place = ref _ring[number % _ring.Length];
            while (true)
            {
                var cell = Volatile.Read(ref place);
                if (cell is not null && cell.Number >= number)
                    return cell.Value;
                // Whoever comes first makes the slot; what the others add meanwhile goes into the same one.
                var fresh = new Cell(number, create());
                if (Interlocked.CompareExchange(ref place, fresh, cell) == cell)
                    return fresh.Value;
            }
        }
    }

    /// <summary>Copies the values of the slots that are in the window, in no particular order.</summary>
    /// <param name="values">Gets them; at least <see cref="Slots"/> long.</param>
    /// <returns>How many there are.</returns>
    public int CopyTo(Span<T> values)
    {
        var oldest = (time.GetTimestamp() / _slotTicks) - _ring.Length;
        var count = 0;
        foreach (ref var place in _ring.AsSpan())
        {
            if (Volatile.Read(ref place) is { } cell && cell.Number > oldest)
                values[count++] = cell.Value;
        }

        return count;
    }

    private sealed record Cell(long Number, T Value);
}
