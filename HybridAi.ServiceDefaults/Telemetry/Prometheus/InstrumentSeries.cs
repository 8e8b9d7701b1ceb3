using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace HybridAi.ServiceDefaults.Telemetry.Prometheus;

/// <summary>All series of an instrument, within a bound.</summary>
internal sealed class InstrumentSeries
{
    private static readonly KeyValuePair<string, object?>[] Overflow = [new("otel_metric_overflow", "true")];

    // Those of .NET's own instruments for durations, and on to the time that models think.
    private static readonly double[] UsualBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

    private readonly ConcurrentDictionary<TagSet, Series> _series = new(new TagSet.Comparer());
    private readonly ConcurrentDictionary<TagSet, Series>.AlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>> _byTags;
    private readonly int _most;
    private readonly bool _isSet;
    private int _count;

    public InstrumentSeries(Instrument instrument, int most)
    {
        (Instrument, _most, _byTags) = (instrument, most, _series.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>());
        var kind = instrument.GetType().Name;
        IsCounter = kind.StartsWith("Counter", StringComparison.Ordinal) || kind.StartsWith("ObservableCounter", StringComparison.Ordinal);
        // Observed values are whole, and gauges are what they are said to be last.
        _isSet = instrument.IsObservable || kind.StartsWith("Gauge", StringComparison.Ordinal);
        if (kind.StartsWith("Histogram", StringComparison.Ordinal))
            Bounds = BoundsOf(instrument);
        Name = PrometheusNames.Of(instrument.Name, instrument.Unit, IsCounter);
    }

    public Instrument Instrument { get; }

    public string Name { get; }

    public bool IsCounter { get; }

    /// <summary>A histogram's bounds; null: it is none.</summary>
    public double[]? Bounds { get; }

    public IEnumerable<KeyValuePair<TagSet, Series>> All => _series;

    public void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!double.IsFinite(value))
            return;
        var series = Find(tags);
        if (_isSet)
            series.Set(value);
        else
            series.Add(value);
    }

    private Series Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (_byTags.TryGetValue(tags, out var known))
            return known;
        if (Volatile.Read(ref _count) >= _most)
            tags = Overflow;
        var (key, added) = (new TagSet(tags.ToArray()), new Series(Bounds));
        var series = _series.GetOrAdd(key, added);
        if (ReferenceEquals(series, added))
            Interlocked.Increment(ref _count);
        return series;
    }

    private static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { Count: > 0 } bounds } => [.. bounds],
        Histogram<long> { Advice.HistogramBucketBoundaries: { Count: > 0 } bounds } => [.. bounds.Select(bound => (double)bound)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { Count: > 0 } bounds } => [.. bounds.Select(bound => (double)bound)],
        _ => UsualBounds,
    };
}
