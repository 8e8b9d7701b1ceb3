namespace HybridAi.Core.Budgets;

/// <summary>Counters in the memory of the one process that there is. Exact; one lock, held for as long as a few additions take.</summary>
public sealed class LocalBudgetStore(TimeProvider time) : IBudgetStore
{
    // Windows are left where they are for a while: what began in them may end later.
    private static readonly TimeSpan Afterlife = TimeSpan.FromDays(1);

    // Of more than so many that were settled at once the oldest are forgotten: nobody in this process settles again after as many others. Few enough to stay
    // in a processor's cache, since each request looks here.
    private const int MostRemembered = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _born = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Window> _windows = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, Hold> _holds = [];
    private HashSet<Guid> _settled = [], _settledBefore = [];
    private DateTimeOffset _swapAt, _nextExpiry = DateTimeOffset.MaxValue;
    private long _marks;

    /// <inheritdoc/>
    public ValueTask<BudgetReply> ReserveAsync(Guid request, ReadOnlyMemory<BudgetEntry> entries, long nanoDollars, TimeSpan lease)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nanoDollars);
        var figures = new BudgetFigures[entries.Length];
        lock (_lock)
        {
            var now = time.GetUtcNow();
            ExpireUnderLock(now);
            var counters = FindUnderLock(entries.Span);
            if (!_holds.TryGetValue(request, out var hold))
            {
                if (IsSettledUnderLock(request))
                    return ValueTask.FromResult(new BudgetReply(BudgetVerdict.Done, Read(counters, figures)));
                var verdict = Judge(entries.Span, counters, figures);
                if (verdict != BudgetVerdict.Done)
                    return ValueTask.FromResult(new BudgetReply(verdict, figures));
                _holds[request] = hold = new Hold(counters.Length);
            }

            hold.ExpiresAt = now + lease;
            if (hold.ExpiresAt < _nextExpiry)
                _nextExpiry = hold.ExpiresAt;
            foreach (var counter in counters)
                hold.RaiseTo(counter, nanoDollars);
            return ValueTask.FromResult(new BudgetReply(BudgetVerdict.Done, Read(counters, figures)));
        }
    }

    /// <inheritdoc/>
    public ValueTask<BudgetReply> SettleAsync(Guid request, ReadOnlyMemory<BudgetEntry> entries)
    {
        var figures = new BudgetFigures[entries.Length];
        lock (_lock)
        {
            var now = time.GetUtcNow();
            ExpireUnderLock(now);
            var counters = FindUnderLock(entries.Span);
            // What is held has not been settled.
            if (_holds.Remove(request, out var hold) || !IsSettledUnderLock(request))
            {
                hold?.Release();
                RememberUnderLock(request, now);
                for (var i = 0; i < counters.Length; i++)
                    counters[i].Spent += entries.Span[i].Amount;
            }

            return ValueTask.FromResult(new BudgetReply(BudgetVerdict.Done, Read(counters, figures)));
        }
    }

    /// <inheritdoc/>
    public ValueTask<BudgetMark?> MarkAsync(BudgetWindow window)
    {
        lock (_lock)
        {
            var counters = WindowUnderLock(window);
            counters.Mark = ++_marks;
            return ValueTask.FromResult<BudgetMark?>(new BudgetMark(
                counters.Mark, counters.Subjects.ToDictionary(pair => pair.Key, pair => pair.Value.Spent, StringComparer.Ordinal)));
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> RestoreAsync(BudgetWindow window, BudgetMark mark, IReadOnlyDictionary<string, long> spent)
    {
        lock (_lock)
        {
            var counters = WindowUnderLock(window);
            if (counters.Mark != mark.Token)
                return ValueTask.FromResult(false);
            foreach (var (subject, difference) in BudgetDifference.Of(mark, spent))
                CounterUnderLock(new BudgetEntry(window, subject, 0)).Spent += difference;
            counters.IsKnown = true;
            counters.Mark = 0;
            return ValueTask.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, BudgetFigures>?> ReadAsync(BudgetWindow window)
    {
        lock (_lock)
        {
            ExpireUnderLock(time.GetUtcNow());
            var counters = WindowUnderLock(window);
            return ValueTask.FromResult<IReadOnlyDictionary<string, BudgetFigures>?>(
                counters.IsKnown ? counters.Subjects.ToDictionary(pair => pair.Key, pair => new BudgetFigures(pair.Value.Spent, pair.Value.Reserved), StringComparer.Ordinal) : null);
        }
    }

    private static BudgetVerdict Judge(ReadOnlySpan<BudgetEntry> entries, Counter[] counters, BudgetFigures[] figures)
    {
        Read(counters, figures);
        var verdict = BudgetVerdict.Done;
        for (var i = 0; i < counters.Length; i++)
        {
            if (!counters[i].Window.IsKnown)
                verdict = BudgetVerdict.Unknown;
            else if (verdict == BudgetVerdict.Done && entries[i].Amount != BudgetEntry.Unbounded && figures[i].HaveUsedUp(entries[i].Amount))
                verdict = BudgetVerdict.Exhausted;
        }

        return verdict;
    }

    private static BudgetFigures[] Read(Counter[] counters, BudgetFigures[] figures)
    {
        for (var i = 0; i < counters.Length; i++)
            figures[i] = counters[i].Window.IsKnown ? new BudgetFigures(counters[i].Spent, counters[i].Reserved) : BudgetFigures.Unknown;
        return figures;
    }

    private Counter[] FindUnderLock(ReadOnlySpan<BudgetEntry> entries)
    {
        var found = new Counter[entries.Length];
        for (var i = 0; i < found.Length; i++)
            found[i] = CounterUnderLock(entries[i]);
        return found;
    }

    private Window WindowUnderLock(BudgetWindow window)
    {
        if (_windows.TryGetValue(window.Id, out var known))
            return known;
        foreach (var (id, old) in _windows)
        {
            if (old.GoneAt < time.GetUtcNow())
                _windows.Remove(id);
        }

        // What begins while its line is counted begins with nothing; what went on before has to be rebuilt.
        _born.TryAdd(window.Line, time.GetUtcNow());
        return _windows[window.Id] = new Window { IsKnown = window.Start >= _born[window.Line], GoneAt = window.End + Afterlife ?? DateTimeOffset.MaxValue };
    }

    private Counter CounterUnderLock(in BudgetEntry entry)
    {
        var window = WindowUnderLock(entry.Window);
        if (!window.Subjects.TryGetValue(entry.Subject, out var counter))
            window.Subjects[entry.Subject] = counter = new Counter(window);
        return counter;
    }

    private bool IsSettledUnderLock(Guid request) => _settled.Contains(request) || _settledBefore.Contains(request);

    private void RememberUnderLock(Guid request, DateTimeOffset now)
    {
        if (now >= _swapAt || _settled.Count >= MostRemembered)
        {
            (_settled, _settledBefore) = (_settledBefore, _settled);
            _settled.Clear();
            _swapAt = now + IBudgetStore.Memory;
        }

        _settled.Add(request);
    }

    private void ExpireUnderLock(DateTimeOffset now)
    {
        if (now < _nextExpiry)
            return;
        _nextExpiry = DateTimeOffset.MaxValue;
        foreach (var (request, hold) in _holds)
        {
            if (hold.ExpiresAt <= now)
            {
                hold.Release();
                _holds.Remove(request);
            }
            else if (hold.ExpiresAt < _nextExpiry)
                _nextExpiry = hold.ExpiresAt;
        }
    }

    private sealed class Window
    {
        public required bool IsKnown { get; set; }

        public required DateTimeOffset GoneAt { get; init; }

        public long Mark { get; set; }

        public Dictionary<string, Counter> Subjects { get; } = new(StringComparer.Ordinal);
    }

    private sealed class Counter(Window window)
    {
        public Window Window { get; } = window;

        public long Spent { get; set; }

        public long Reserved { get; set; }
    }

    /// <summary>What a request has reserved.</summary>
    private sealed class Hold(int counters)
    {
        private readonly List<(Counter Counter, long NanoDollars)> _parts = new(counters);

        public DateTimeOffset ExpiresAt { get; set; }

        public void RaiseTo(Counter counter, long nanoDollars)
        {
            for (var i = 0; i < _parts.Count; i++)
            {
                var (known, reserved) = _parts[i];
                if (!ReferenceEquals(known, counter))
                    continue;
                if (nanoDollars > reserved)
                {
                    counter.Reserved += nanoDollars - reserved;
                    _parts[i] = (counter, nanoDollars);
                }

                return;
            }

            counter.Reserved += nanoDollars;
            _parts.Add((counter, nanoDollars));
        }

        public void Release()
        {
            foreach (var (counter, reserved) in _parts)
                counter.Reserved -= reserved;
        }
    }
}
