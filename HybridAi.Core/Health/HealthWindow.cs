namespace HybridAi.Core.Health;

/// <summary>The calls of a deployment in the last minute, in slots of five seconds, and those since somebody took them. Not safe for concurrent use: its owner locks.</summary>
public sealed class HealthWindow
{
    /// <summary>How far back it looks, at the most and in steps, the longest last.</summary>
    public static readonly IReadOnlyList<TimeSpan> Lengths = [TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60)];

    private const int Slots = 12;
    private static readonly TimeSpan SlotLength = TimeSpan.FromSeconds(5);

    private readonly (long Number, HealthFigures Figures)[] _slots = new (long, HealthFigures)[Slots];
    private HealthFigures _since;

    /// <summary>Adds a call.</summary>
    /// <param name="now">The time, on any clock that does not go back.</param>
    /// <param name="failed">Whether it failed.</param>
    /// <param name="streamed">Whether it was a stream.</param>
    /// <param name="took">How long it took to its first content, or to its end if it was no stream; null: it says nothing about that.</param>
    public void Add(TimeSpan now, bool failed, bool streamed, TimeSpan? took)
    {
        ref var slot = ref SlotOf(now);
        slot.Figures = With(slot.Figures, failed, streamed, took);
        _since = With(_since, failed, streamed, took);
    }

    /// <summary>Adds how long a call took at the least that was given up since another one was quicker: it neither succeeded nor failed.</summary>
    /// <param name="now">The time.</param>
    /// <param name="streamed">Whether it was a stream.</param>
    /// <param name="atLeast">How long. If that is not more than usual lately, it says nothing.</param>
    public void AddGivenUp(TimeSpan now, bool streamed, TimeSpan atLeast)
    {
        var lately = Sum(now, Lengths[^1]);
        if (!(atLeast.TotalMilliseconds > (streamed ? lately.Streams : lately.Answers).GeometricMean))
            return;
        ref var slot = ref SlotOf(now);
        slot.Figures = WithLatency(slot.Figures, streamed, atLeast);
        _since = WithLatency(_since, streamed, atLeast);
    }

    /// <summary>Adds up what is not older than a time.</summary>
    /// <param name="now">The time.</param>
    /// <param name="length">How far to look back, at most a minute; the slot that is not over counts as one.</param>
    public HealthFigures Sum(TimeSpan now, TimeSpan length)
    {
        var last = now.Ticks / SlotLength.Ticks;
        var first = last - Math.Clamp(length.Ticks / SlotLength.Ticks, 1, Slots) + 1;
        var sum = default(HealthFigures);
        foreach (ref readonly var slot in _slots.AsSpan())
        {
            if (slot.Number >= first && slot.Number <= last)
                sum = sum.With(slot.Figures);
        }

        return sum;
    }

    /// <summary>What was added since this was called last.</summary>
    public HealthFigures Take()
    {
        var taken = _since;
        _since = default;
        return taken;
    }

    private static HealthFigures With(in HealthFigures figures, bool failed, bool streamed, TimeSpan? took)
    {
        var counted = figures with { Calls = figures.Calls + 1, Failed = figures.Failed + (failed ? 1 : 0) };
        return took is { } duration ? WithLatency(counted, streamed, duration) : counted;
    }

    private static HealthFigures WithLatency(in HealthFigures figures, bool streamed, TimeSpan took) =>
        streamed ? figures with { Streams = figures.Streams.With(took) } : figures with { Answers = figures.Answers.With(took) };

    private ref (long Number, HealthFigures Figures) SlotOf(TimeSpan now)
    {
        var number = now.Ticks / SlotLength.Ticks;
        ref var slot = ref _slots[number % Slots];
        if (slot.Number != number)
            slot = (number, default);
        return ref slot;
    }
}
