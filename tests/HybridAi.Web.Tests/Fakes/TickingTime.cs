namespace HybridAi.Web.Tests.Fakes;

/// <summary>A clock that stands, with a test that says when what is periodic comes round. What is waited for once takes its time.</summary>
internal sealed class TickingTime(DateTimeOffset now) : TimeProvider
{
    public List<TickedTimer> Timers { get; } = [];

    public override DateTimeOffset GetUtcNow() => now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (period == Timeout.InfiniteTimeSpan)
            return base.CreateTimer(callback, state, dueTime, period);
        var timer = new TickedTimer(() => callback(state), period);
        Timers.Add(timer);
        return timer;
    }
}

/// <summary>A timer of it.</summary>
internal sealed class TickedTimer(Action tick, TimeSpan period) : ITimer
{
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TimeSpan Period => period;

    public Task Disposed => _disposed.Task;

    public void Tick() => tick();

    public bool Change(TimeSpan dueTime, TimeSpan period) => true;

    public void Dispose() => _disposed.TrySetResult();

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
