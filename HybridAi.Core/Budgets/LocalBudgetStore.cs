namespace HybridAi.Core.Budgets;

/// <summary>Counters in the memory of the one process that there is. Exact; one lock, held for as long as a few additions take.</summary>
public sealed class LocalBudgetStore(TimeProvider time) : IBudgetStore
{
    // Windows are left where they are for a while: what began in them may end later.
    private static readonly TimeSpan Afterlife = TimeSpan.FromDays(1);

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
            if (IsSettledUnderLock(request))
                return ValueTask.FromResult(new BudgetReply(BudgetVerdict.Done, Read(entries.Span, figures)));
            if (_holds.GetValueOrDefault(request) is not { } hold)
            {
                var verdict = JudgeUnderLock(entries.Span, figures);
                if (verdict != BudgetVerdict.Done)
                    return ValueTask.FromResult(new BudgetReply(verdict, figures));
                _holds[request] = hold = new Hold();
            }

            hold.ExpiresAt = now + lease;
            if (hold.ExpiresAt < _nextExpiry)
                _nextExpiry = hold.ExpiresAt;
            foreach (var entry in entries.Span)
                hold.RaiseTo(CounterUnderLock(entry), nanoDollars);
            return ValueTask.FromResult(new BudgetReply(BudgetVerdict.Done, Read(entries.Span, figures)));
        }
    }

    /// <inheritdoc/>
    public ValueTask<BudgetReply> SettleAsync(Guid request, ReadOnlyMemory<BudgetEntry> entries)
    {
        var figures = new BudgetFigures[entries.Length];
        lock (_lock)
        {
            ExpireUnderLock(time.GetUtcNow());
            if (!IsSettledUnderLock(request))
            {
                _settled.Add(request);
                if (_holds.Remove(request, out var hold))
                    hold.Release();
                foreach (var entry in entries.Span)
                    CounterUnderLock(entry).Spent += entry.Amount;
            }

            return ValueTask.FromResult(new BudgetReply(BudgetVerdict.Done, Read(entries.Span, figures)));
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

    private BudgetVerdict JudgeUnderLock(ReadOnlySpan<BudgetEntry> entries, BudgetFigures[] figures)
    {
        var verdict = BudgetVerdict.Done;
        for (var i = 0; i < entries.Length; i++)
        {
            if (!WindowUnderLock(entries[i].Window).IsKnown)
            {
                figures[i] = BudgetFigures.Unknown;
                verdict = BudgetVerdict.Unknown;
                continue;
            }

            var counter = CounterUnderLock(entries[i]);
            figures[i] = new BudgetFigures(counter.Spent, counter.Reserved);
            if (verdict == BudgetVerdict.Done && entries[i].Amount != BudgetEntry.Unbounded && figures[i].HaveUsedUp(entries[i].Amount))
                verdict = BudgetVerdict.Exhausted;
        }

        return verdict;
    }

    private BudgetFigures[] Read(ReadOnlySpan<BudgetEntry> entries, BudgetFigures[] figures)
    {
        for (var i = 0; i < entries.Length; i++)
            figures[i] = WindowUnderLock(entries[i].Window).IsKnown && CounterUnderLock(entries[i]) is var counter ? new BudgetFigures(counter.Spent, counter.Reserved) : BudgetFigures.Unknown;
        return figures;
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
        var subjects = WindowUnderLock(entry.Window).Subjects;
        if (!subjects.TryGetValue(entry.Subject, out var counter))
            subjects[entry.Subject] = counter = new Counter();
        return counter;
    }

    private bool IsSettledUnderLock(Guid request)
    {
        var now = time.GetUtcNow();
        if (now >= _swapAt)
        {
            (_settled, _settledBefore) = (_settledBefore, _settled);
            _settled.Clear();
            _swapAt = now + IBudgetStore.Memory;
        }

        return _settled.Contains(request) || _settledBefore.Contains(request);
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

    private sealed class Counter
    {
        public long Spent { get; set; }

        public long Reserved { get; set; }
    }

    /// <summary>What a request has reserved.</summary>
    private sealed class Hold
    {
        private readonly List<(Counter Counter, long NanoDollars)> _parts = [];

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
