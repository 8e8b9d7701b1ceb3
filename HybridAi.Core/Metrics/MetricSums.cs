namespace HybridAi.Core.Metrics;

/// <summary>What a set of requests adds up to. For one thread.</summary>
public sealed class MetricSums
{
    /// <summary>How many numbers there are.</summary>
    public static readonly int Length = Enum.GetValues<MetricNumber>().Length;

    private readonly long[] _numbers = new long[Length];

    /// <summary>The durations of those that succeeded, in milliseconds.</summary>
    public QuantileCounts Durations { get; } = new();

    /// <summary>The times to first token of those that had one, in milliseconds.</summary>
    public QuantileCounts FirstTokens { get; } = new();

    /// <summary>One of the numbers.</summary>
    /// <param name="number">Which.</param>
    public long this[MetricNumber number] => _numbers[(int)number];

    /// <summary>Input and output tokens of all classes.</summary>
    public long Tokens => Sum(InputTokens, OutputTokens);

    /// <summary>Input tokens of all classes.</summary>
    public long InputTokens => Range(MetricNumber.InputTokens, MetricNumber.ImageInputTokens);

    /// <summary>Output tokens of all classes.</summary>
    public long OutputTokens => Range(MetricNumber.OutputTokens, MetricNumber.ImageOutputTokens);

    /// <summary>Those that went wrong without the caller's doing: failed or interrupted.</summary>
    public long Errors => Sum(this[MetricNumber.Failed], this[MetricNumber.Interrupted]);

    /// <summary>Adds to a number.</summary>
    /// <param name="number">Which.</param>
    /// <param name="value">How much.</param>
    public void Add(MetricNumber number, long value)
    {
        ref var sum = ref _numbers[(int)number];
        sum = Sum(sum, value);
    }

    /// <summary>Adds all of another set, which stays as it is.</summary>
    /// <param name="other">The other set.</param>
    public void Add(MetricSums other)
    {
        for (var i = 0; i < Length; i++)
            _numbers[i] = Sum(_numbers[i], other._numbers[i]);
        Durations.Add(other.Durations);
        FirstTokens.Add(other.FirstTokens);
    }

    // One absurd record must not be what stops all figures from being made.
    internal static long Sum(long a, long b)
    {
        var sum = unchecked(a + b);
        return ((a ^ sum) & (b ^ sum)) >= 0 ? sum : a < 0 ? long.MinValue : long.MaxValue;
    }

    private long Range(MetricNumber first, MetricNumber last)
    {
        var sum = 0L;
        for (var number = first; number <= last; number++)
            sum = Sum(sum, this[number]);
        return sum;
    }
}
