using System.Diagnostics;

namespace HybridAi.Benchmarks.Load;

/// <summary>Collects what a run of load saw. Any thread may add.</summary>
internal sealed class LoadResult(ExpectedAnswer expected)
{
    private const int MostFailures = 100;

    private long _right, _wrong, _failed;
    private string? _firstFault;

    /// <summary>From sending (closed loop) or the scheduled time (open loop) to the answer's end.</summary>
    public LatencyHistogram Latency { get; } = new();

    /// <summary>The same to the first byte of the body.</summary>
    public LatencyHistogram FirstByte { get; } = new();

    /// <summary>From the upstream's writing of the first content to the reading of it, in stamped streams.</summary>
    public LatencyHistogram FirstContent { get; } = new();

    public TimeSpan Elapsed { get; set; }

    public long Right => _right;

    /// <summary>Complete answers, right or wrong: what a gateway must have recorded.</summary>
    public long Answered => _right + _wrong;

    public long Faults => _wrong + _failed;

    public string? FirstFault => _firstFault;

    /// <summary>So many requests failed that going on tells nothing.</summary>
    public bool Hopeless => Volatile.Read(ref _failed) >= MostFailures;

    public void Add(Answer answer, long since)
    {
        if (!expected.Matches(answer))
        {
            Interlocked.Increment(ref _wrong);
            Interlocked.CompareExchange(ref _firstFault, $"expected {expected}, got {answer}", null);
            return;
        }

        Interlocked.Increment(ref _right);
        Latency.Record(Stopwatch.GetTimestamp() - since);
        FirstByte.Record(answer.FirstByteAt - since);
        if (answer.FirstContentDelay >= 0)
            FirstContent.Record(answer.FirstContentDelay);
    }

    public void AddFailure(Exception failure)
    {
        Interlocked.Increment(ref _failed);
        Interlocked.CompareExchange(ref _firstFault, $"{failure.GetType().Name}: {failure.Message}", null);
    }
}
