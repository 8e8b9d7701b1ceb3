using HybridAi.Core.RateLimiting;

namespace HybridAi.Gateway.RateLimiting;

/// <summary>The requests of this gateway that wait for room, in a line for each scope: who came first goes first, and newcomers stand behind.</summary>
internal sealed class LimitLines
{
    private readonly Lock _lock = new();
    private readonly Dictionary<LimitKey, LimitLine> _lines = [];
    private volatile bool _any;

    /// <summary>Finds a line that somebody waits in and that a ticket has to stand in, too.</summary>
    /// <returns>The index among what the ticket asks for, or -1.</returns>
    public int Find(LimitTicket ticket)
    {
        if (!_any)
            return -1;
        var asked = ticket.Asked;
        lock (_lock)
        {
            for (var i = 0; i < asked.Length; i++)
            {
                if (asked[i].Limit.MaxWait > TimeSpan.Zero && _lines.ContainsKey(asked[i].Key))
                    return i;
            }
        }

        return -1;
    }

    /// <summary>How many wait for room in a scope.</summary>
    public int WaitingFor(in LimitKey key)
    {
        lock (_lock)
            return _lines.TryGetValue(key, out var line) ? line.Waiting : 0;
    }

    /// <summary>Stands in line.</summary>
    /// <returns>The line, or null if it is full.</returns>
    public LimitLine? Join(in LimitCharge charge)
    {
        lock (_lock)
        {
            if (!_lines.TryGetValue(charge.Key, out var line))
                _lines[charge.Key] = line = new LimitLine(charge.Key);
            if (line.Waiting >= charge.Limit.MaxWaiting)
                return null;
            line.Waiting++;
            _any = true;
            return line;
        }
    }

    /// <summary>Leaves it.</summary>
    public void Leave(LimitLine line)
    {
        lock (_lock)
        {
            if (--line.Waiting > 0)
                return;
            _lines.Remove(line.Key);
            _any = _lines.Count > 0;
        }
    }
}

/// <summary>One line. Its first may try.</summary>
/// <param name="key">The scope.</param>
internal sealed class LimitLine(LimitKey key)
{
    public LimitKey Key { get; } = key;

    /// <summary>How many stand in it.</summary>
    public int Waiting { get; set; }

    /// <summary>Held by the first.</summary>
    public SemaphoreSlim First { get; } = new(1, 1);
}
