using HybridAi.Core.Metrics;
using HybridAi.Core.Resilience;

namespace HybridAi.Core.Routing.Live;

/// <summary>What attempts at a deployment came to in one slot of time.</summary>
internal sealed class DeploymentSlot
{
    private static readonly int Causes = Enum.GetValues<FailureCause>().Length;

    private readonly long[] _failures = new long[Causes];
    private QuantileSketch? _firstContent;
    private long _successes, _outputTokens, _counted, _countedMilliseconds;

    /// <summary>The durations of the attempts that succeeded, in milliseconds.</summary>
    public QuantileSketch Latency { get; } = new();

    /// <summary>The times to the first content of those that were streams, in milliseconds; null if none was.</summary>
    public QuantileSketch? FirstContent => Volatile.Read(ref _firstContent);

    public long Successes => Volatile.Read(ref _successes);

    /// <summary>The output tokens of the attempts that were <see cref="Counted"/>.</summary>
    public long OutputTokens => Volatile.Read(ref _outputTokens);

    /// <summary>How many attempts succeeded whose provider counted tokens.</summary>
    public long Counted => Volatile.Read(ref _counted);

    /// <summary>The durations of those together.</summary>
    public long CountedMilliseconds => Volatile.Read(ref _countedMilliseconds);

    public long FailuresBy(FailureCause cause) => Volatile.Read(ref _failures[(int)cause]);

    public void Fail(FailureCause cause) => Interlocked.Increment(ref _failures[(int)cause]);

    public void Succeed(in AttemptOutcome outcome)
    {
        Interlocked.Increment(ref _successes);
        Latency.Add(outcome.Duration.TotalMilliseconds);
        if (outcome.TimeToFirstContent is { } first)
            AddFirstContent(first.TotalMilliseconds);
        if (outcome.Usage is not { } usage)
            return;
        Interlocked.Add(ref _outputTokens, usage.TotalOutput);
        Interlocked.Add(ref _countedMilliseconds, (long)outcome.Duration.TotalMilliseconds);
        Interlocked.Increment(ref _counted);
    }

    public void AddFirstContent(double milliseconds) => StreamSketch().Add(milliseconds);

    private QuantileSketch StreamSketch()
    {
        if (FirstContent is { } known)
            return known;
        var fresh = new QuantileSketch();
        return Interlocked.CompareExchange(ref _firstContent, fresh, null) ?? fresh;
    }
}
