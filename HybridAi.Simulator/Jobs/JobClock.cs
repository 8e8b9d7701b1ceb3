namespace HybridAi.Simulator.Jobs;

/// <summary>How long a job has worked: time since its start without the pauses.</summary>
internal sealed class JobClock(DateTimeOffset start)
{
    private const int MostPauses = 1_000;

    private readonly List<(TimeSpan At, TimeSpan For)> _pauses = [];
    private DateTimeOffset? _stopped;

    public bool Stopped => _stopped is not null;

    public TimeSpan Worked(DateTimeOffset now) =>
        (_stopped ?? now) - start - _pauses.Aggregate(TimeSpan.Zero, (sum, pause) => sum + pause.For);

    /// <summary>When so much work was done.</summary>
    public DateTimeOffset At(TimeSpan worked) =>
        start + worked + _pauses.Where(pause => pause.At < worked).Aggregate(TimeSpan.Zero, (sum, pause) => sum + pause.For);

    public void Stop(DateTimeOffset at) => _stopped ??= at;

    public void Resume(DateTimeOffset now)
    {
        if (_stopped is not { } stopped)
            return;
        var at = Worked(now);
        _stopped = null;
        if (_pauses.Count < MostPauses)
            _pauses.Add((at, now - stopped));
        else
            _pauses[^1] = (_pauses[^1].At, _pauses[^1].For + (now - stopped));
    }
}
