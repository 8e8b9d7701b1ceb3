namespace HybridAi.ServiceDefaults.Telemetry.Prometheus;

/// <summary>One series of an instrument: a number, or a histogram. Any number of threads may add; none waits.</summary>
internal sealed class Series(double[]? bounds)
{
    private readonly long[]? _buckets = bounds is null ? null : new long[bounds.Length + 1];
    private double _value;

    /// <summary>The number, or the sum of a histogram's values.</summary>
    public double Value => Volatile.Read(ref _value);

    /// <summary>How many values fell into each bucket, the last of which has no bound.</summary>
    public long[] Buckets => [.. _buckets!];

    public void Set(double value) => Volatile.Write(ref _value, value);

    public void Add(double value)
    {
        if (_buckets is not null)
        {
            var bucket = 0;
            while (bucket < bounds!.Length && value > bounds[bucket])
                bucket++;
            Interlocked.Increment(ref _buckets[bucket]);
        }

        var before = Volatile.Read(ref _value);
        while (Interlocked.CompareExchange(ref _value, before + value, before) is var found && found != before)
            before = found;
    }
}
