namespace HybridAi.Benchmarks.Workload;

/// <summary>
/// A clock that goes from event to event: hours pass in the time that it takes to compute them, and each run is the same. For one thread. What is awaited in an event goes on as an event of the moment in which
/// the wait ends, so that code which waits for others stays on this thread and in order.
/// </summary>
/// <param name="start">What time it is at first.</param>
internal sealed class VirtualTime(DateTimeOffset start) : TimeProvider
{
    private readonly PriorityQueue<Action, (TimeSpan At, long Order)> _events = new();
    private long _scheduled;

    /// <summary>How much time has passed.</summary>
    public TimeSpan Now { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now.Ticks;

    public override DateTimeOffset GetUtcNow() => start + Now;

    /// <summary>Has something happen at a time. What happens at the same time happens in the order in which it was scheduled.</summary>
    public void Schedule(TimeSpan at, Action action) => _events.Enqueue(action, (at > Now ? at : Now, _scheduled++));

    /// <summary>Lets time pass until nothing is left to happen.</summary>
    public void Run()
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new EventContext(this));
        try
        {
            while (_events.TryDequeue(out var action, out var due))
            {
                Now = due.At;
                action();
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    private sealed class EventContext(VirtualTime time) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback callback, object? state) => time.Schedule(time.Now, () => callback(state));
    }
}
