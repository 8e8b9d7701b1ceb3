namespace HybridAi.Core.RateLimiting;

/// <summary>What one scope of a limit counts in this process. All but the first members are to be used under <see cref="Gate"/>.</summary>
/// <param name="key">The scope.</param>
/// <param name="order">Its place in the order in which several are locked.</param>
internal sealed class LimitCounter(LimitKey key, long order)
{
    // When a request under way ends, nobody knows.
    private const long WaitForOthers = 1_000_000;

    private TokenBucket _bucket;
    private SlidingWindow? _window;
    private int _underWay;

    public LimitKey Key { get; } = key;

    public long Order { get; } = order;

    public Lock Gate { get; } = new();

    /// <summary>The limit that it was last used for, by which a counter ages.</summary>
    public Limit? Limit { get; set; }

    /// <summary>Whether it was thrown away; who finds it so looks for another.</summary>
    public bool IsRemoved { get; set; }

    /// <summary>See <see cref="LimitCharge.SharedName"/>.</summary>
    public object? SharedName { get; set; }

    /// <summary>What was ever counted here while the shared counter was out of reach.</summary>
    public double Owed { get; private set; }

    /// <summary>How much of that it is known to know.</summary>
    public double Known { get; private set; }

    /// <summary>Which memory of the shared counters knows the rest, or may; 0: none was ever told.</summary>
    public int Memory { get; set; }

    /// <summary>Whether there is something to tell.</summary>
    public bool Owes(int memory) => Owed > Known || HasForgotten(memory);

    public void Owe(double amount) => Owed += amount;

    /// <summary>The shared counter knows of what was owed up to here.</summary>
    public void Told(double owed) => Known = Math.Max(Known, owed);

    /// <summary>What is to be told.</summary>
    public LimitDebt Debt(Limit limit, long now, int memory)
    {
        var used = UsedAt(limit, now, share: 1);
        if (HasForgotten(memory))
            (Known, Owed) = (Math.Max(Known, Owed), Math.Max(Known, Owed) + used);
        Memory = memory;
        // What counts no longer is owed no longer.
        Known = Math.Max(Known, Owed - used);
        return Owed > Known ? new LimitDebt(Owed - Known, Owed, Order) : default;
    }

    public double UsedAt(Limit limit, long now, int share) => limit.Kind switch
    {
        'b' => _bucket.UsedAt(now, limit.Rate / share),
        's' => _window?.UsedAt(now, limit.Window) ?? 0,
        _ => _underWay,
    };

    /// <summary>Whether there is room for a charge; if not, it says when.</summary>
    public bool Fits(ref LimitCharge charge, long now, int share)
    {
        var limit = charge.Limit;
        var capacity = CapacityOf(limit, share);
        // What is larger than the whole limit fits where nothing else is.
        var excess = UsedAt(limit, now, share) + Math.Min(charge.Amount, capacity) - capacity;
        charge.Wait = excess <= TokenBucket.Tolerance ? 0 : Math.Max(1, limit.Kind switch
        {
            'b' => (long)Math.Ceiling(excess / (limit.Rate / share)),
            's' => _window!.UntilFreed(excess, now, limit.Window),
            _ => WaitForOthers,
        });
        return charge.Wait == 0;
    }

    public void Take(ref LimitCharge charge, long now, int share)
    {
        charge.TakenAt = now;
        if (charge.Amount == 0)
            return;
        if (charge.Limit.Kind == 'b')
            _bucket.Take(charge.Amount, now, charge.Limit.Rate / share);
        else if (charge.Limit.Kind == 's')
            (_window ??= new SlidingWindow()).Take(charge.Amount, now, charge.Limit.Window);
        else
            _underWay++;
    }

    /// <summary>Says how it stands.</summary>
    public void Report(ref LimitCharge charge, long now, int share)
    {
        var limit = charge.Limit;
        var used = UsedAt(limit, now, share);
        charge.Remaining = Math.Max(0, Math.Floor(CapacityOf(limit, share) - used + TokenBucket.Tolerance));
        charge.Reset = limit.Kind switch
        {
            'b' => (long)Math.Ceiling(used / (limit.Rate / share)),
            's' => _window?.UntilEmpty(now, limit.Window) ?? 0,
            _ => 0,
        };
    }

    public void Settle(in LimitCharge charge, double difference, long now)
    {
        if (charge.Limit.Kind == 'b')
            _bucket.Correct(difference, charge.TakenAt, now, charge.Limit.Rate);
        else if (charge.Limit.Kind == 's')
            (_window ??= new SlidingWindow()).Correct(difference, charge.TakenAt, now, charge.Limit.Window);
        else if (charge.Amount > 0)
            _underWay--;
        if (!charge.IsShared && Owed > Known)
            Owed = Math.Max(Known, Owed + difference);
    }

    /// <summary>Forgets what was counted, but for what is under way.</summary>
    public void Reset(long now)
    {
        _bucket.Empty(now);
        _window = null;
        Known = Math.Max(Known, Owed);
    }

    private bool HasForgotten(int memory) => Memory != 0 && Memory < memory;

    /// <summary>A share of a limit, which is never less than one.</summary>
    private static double CapacityOf(Limit limit, int share) => share == 1 ? limit.Capacity : Math.Max(1, Math.Floor(limit.Capacity / share));
}
