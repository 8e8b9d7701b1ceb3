using System.Collections.Concurrent;

namespace HybridAi.Core.RateLimiting;

/// <summary>
/// Limits in the memory of this process: exact where there is no other. A request locks the counters of all of its scopes, always in the same order, so
/// that it takes from all of them or from none. Counters that count nothing are thrown away; beyond so many, newcomers of a limit share one, which may
/// refuse them too soon but never admits too much.
/// </summary>
public sealed class LocalLimiter : ILimiter, IDisposable
{
    /// <summary>How many counters there are at most, but for the shared ones.</summary>
    public const int MostCounters = 100_000;

    private const int MostListed = 1000;
    private const int StackCharges = 32;
    private const string Others = "(others)";

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<LimitKey, LimitCounter> _counters = new();
    private readonly TimeProvider _time;
    private readonly int _most;
    private readonly long _began;
    private readonly ITimer _sweeping;
    private long _order;
    private int _count;

    /// <summary>Makes one that counts nothing yet.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="most">How many counters there are at most.</param>
    public LocalLimiter(TimeProvider time, int most = MostCounters)
    {
        (_time, _most, _began) = (time, most, time.GetTimestamp());
        _sweeping = time.CreateTimer(static limiter => ((LocalLimiter)limiter!).Sweep(), this, SweepInterval, SweepInterval);
    }

    /// <summary>How many counters there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <inheritdoc/>
    public ValueTask<bool> TryTakeAsync(LimitTicket ticket, CancellationToken cancellationToken) => new(TryTake(ticket));

    /// <inheritdoc/>
    public ValueTask SettleAsync(LimitTicket ticket, double tokens, bool undo = false)
    {
        if (ticket.TrySettle())
            Settle(ticket, tokens, undo);
        return default;
    }

    /// <summary>Takes what a ticket asks for, of all scopes or of none.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="gateways">By how many each limit is divided; 1 for the whole.</param>
    /// <param name="owes">Whether the shared counters will have to be told (<see cref="TellDebt"/>).</param>
    public bool TryTake(LimitTicket ticket, int gateways = 1, bool owes = false)
    {
        var asked = ticket.Asked;
        if (asked.IsEmpty)
            return true;
        Span<int> order = asked.Length <= StackCharges ? stackalloc int[asked.Length] : new int[asked.Length];
        Lock(asked, order);
        var fits = true;
        try
        {
            var now = Now();
            for (var i = 0; i < asked.Length; i++)
                fits &= asked[i].Counter!.Fits(ref asked[i], now, gateways);
            for (var i = 0; i < asked.Length; i++)
            {
                ref var charge = ref asked[i];
                if (fits)
                {
                    charge.Counter!.Take(ref charge, now, gateways);
                    if (owes)
                        charge.Counter!.Owe(charge.Amount);
                }

                charge.Counter!.Report(ref charge, now, gateways);
            }
        }
        finally
        {
            Unlock(asked, order, order.Length);
        }

        if (fits)
            ticket.Admit();
        return fits;
    }

    /// <summary>Notes what the shared counters have admitted, so that this process goes on from there when they are lost.</summary>
    /// <param name="ticket">The ticket; what it asks for is held afterwards.</param>
    /// <param name="memory">Which memory of theirs has counted it; see <see cref="TellDebt"/>.</param>
    public void Note(LimitTicket ticket, int memory)
    {
        foreach (ref var charge in ticket.Asked)
        {
            var counter = LockOne(ref charge);
            try
            {
                var now = Now();
                counter.UsedAt(charge.Limit, now, share: 1);
                counter.Take(ref charge, now, share: 1);
                if (counter.Memory == 0)
                    counter.Memory = memory;
                else if (counter.Memory > memory && charge.Limit.Measure != LimitMeasure.Concurrent)
                    counter.Owe(charge.Amount);
            }
            finally
            {
                counter.Gate.Exit();
            }
        }

        ticket.Admit();
    }

    /// <summary>Says what was counted here and is not known to the shared counters, or may not be, until they are <see cref="Told"/>.</summary>
    /// <param name="charge">A charge of the scope.</param>
    /// <param name="memory">
    /// Which memory the shared counters have: 1 for the first, and one more whenever they lost it. They know nothing then of what was counted here, and are to be told all of it.
    /// </param>
    public LimitDebt TellDebt(ref LimitCharge charge, int memory)
    {
        var counter = LockOne(ref charge);
        try
        {
            // Who asks of a memory that is over will not be answered.
            if (charge.Limit.Measure == LimitMeasure.Concurrent || counter.Memory > memory)
                return default;
            if (counter.Owes(memory))
                return counter.Debt(charge.Limit, Now(), memory);
            counter.Memory = memory;
            return default;
        }
        finally
        {
            counter.Gate.Exit();
        }
    }

    /// <summary>The shared counters know what they were told.</summary>
    /// <param name="charge">A charge of the scope.</param>
    /// <param name="owed">What was ever owed, as they were told.</param>
    public void Told(ref LimitCharge charge, double owed)
    {
        var counter = LockOne(ref charge);
        counter.Told(owed);
        counter.Gate.Exit();
    }

    /// <summary>Finds scopes that <see cref="TellDebt"/> has something of.</summary>
    /// <param name="memory">Which memory the shared counters have now.</param>
    /// <param name="most">How many at most.</param>
    /// <returns>A ticket that looks at them.</returns>
    public LimitTicket Owing(int memory, int most)
    {
        var ticket = new LimitTicket();
        foreach (var (key, counter) in _counters)
        {
            lock (counter.Gate)
            {
                if (counter.IsRemoved || counter.Limit is not { Measure: not LimitMeasure.Concurrent } limit || !counter.Owes(memory))
                    continue;
                ticket.Ask(limit, key, 0);
            }

            if (ticket.AskedCount == most)
                break;
        }

        return ticket;
    }

    /// <summary>Settles what a ticket holds.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="tokens">The tokens that were used.</param>
    /// <param name="undo">Whether it counts nowhere.</param>
    public void Settle(LimitTicket ticket, double tokens, bool undo)
    {
        foreach (ref var charge in ticket.Held)
        {
            var difference = Difference(charge, tokens, undo);
            if (difference == 0 && charge.Limit.Measure != LimitMeasure.Concurrent)
                continue;
            var counter = LockOne(ref charge);
            counter.Settle(charge, difference, Now());
            counter.Gate.Exit();
        }
    }

    /// <summary>By how much the truth differs from what was taken.</summary>
    /// <param name="charge">What was taken.</param>
    /// <param name="tokens">The tokens that were used.</param>
    /// <param name="undo">Whether it counts nowhere.</param>
    public static double Difference(in LimitCharge charge, double tokens, bool undo) =>
        undo ? -charge.Amount : charge.Limit.Measure == LimitMeasure.Tokens ? tokens - charge.Amount : 0;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyCollection<LimitKey>> ScopesAsync(Limit limit, CancellationToken cancellationToken) =>
        new(_counters.Keys.Where(key => key.Counters == limit.Counters).Take(MostListed).ToHashSet());

    /// <inheritdoc/>
    public ValueTask<bool> ResetAsync(Limit limit, LimitKey? key, CancellationToken cancellationToken)
    {
        foreach (var (found, counter) in _counters)
        {
            if (found.Counters != limit.Counters || (key is { } one && found != one))
                continue;
            lock (counter.Gate)
                counter.Reset(Now());
        }

        return new(true);
    }

    /// <inheritdoc/>
    public void Dispose() => _sweeping.Dispose();

    /// <summary>Throws away the counters that a limit last counted nothing with.</summary>
    internal void Sweep()
    {
        foreach (var (key, counter) in _counters)
        {
            lock (counter.Gate)
            {
                if (counter.IsRemoved || counter.Limit is not { } limit || counter.UsedAt(limit, Now(), share: 1) > 0)
                    continue;
                counter.IsRemoved = true;
            }

            if (_counters.TryRemove(KeyValuePair.Create(key, counter)) && !IsShared(key))
                Interlocked.Decrement(ref _count);
        }
    }

    private static bool IsShared(in LimitKey key) => ReferenceEquals(key.Text, Others);

    private long Now() => (long)_time.GetElapsedTime(_began).TotalMicroseconds;

    private void Lock(Span<LimitCharge> charges, Span<int> order)
    {
        while (true)
        {
            for (var i = 0; i < charges.Length; i++)
            {
                charges[i].Counter = Find(ref charges[i]);
                var place = i;
                for (; place > 0 && charges[order[place - 1]].Counter!.Order > charges[i].Counter!.Order; place--)
                    order[place] = order[place - 1];
                order[place] = i;
            }

            var locked = 0;
            var whole = true;
            while (whole && locked < order.Length)
            {
                var counter = charges[order[locked++]].Counter!;
                counter.Gate.Enter();
                whole = !counter.IsRemoved;
            }

            if (whole)
                return;
            Unlock(charges, order, locked);
        }
    }

    private static void Unlock(Span<LimitCharge> charges, Span<int> order, int locked)
    {
        for (var i = 0; i < locked; i++)
            charges[order[i]].Counter!.Gate.Exit();
    }

    private LimitCounter LockOne(ref LimitCharge charge)
    {
        while (true)
        {
            var counter = charge.Counter ??= Find(ref charge);
            counter.Gate.Enter();
            if (!counter.IsRemoved)
                return counter;
            counter.Gate.Exit();
            charge.Counter = null;
        }
    }

    private LimitCounter Find(ref LimitCharge charge)
    {
        while (true)
        {
            if (_counters.TryGetValue(charge.Key, out var known))
            {
                known.Limit = charge.Limit;
                return known;
            }

            var isShared = Count >= _most;
            var key = isShared ? new LimitKey(charge.Limit.Counters, Guid.Empty, Others) : charge.Key;
            var added = new LimitCounter(key, Interlocked.Increment(ref _order)) { Limit = charge.Limit };
            if (isShared)
                return _counters.GetOrAdd(key, added);
            if (_counters.TryAdd(key, added))
            {
                Interlocked.Increment(ref _count);
                return added;
            }
        }
    }
}
