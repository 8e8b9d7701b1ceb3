using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace HybridAi.ServiceDefaults.Telemetry.Prometheus;

/// <summary>
/// Collects .NET's meters for whoever reads <c>/metrics</c>. It begins to listen with the first read: until then nobody pays for it, and counters begin at nothing, as after a start.
/// </summary>
internal sealed class PrometheusMetrics(PrometheusOptions options, Func<string, bool> isWanted) : IDisposable
{
    private readonly ConcurrentDictionary<Instrument, InstrumentSeries> _instruments = new();
    private readonly Lock _lock = new();
    private MeterListener? _listener;

    /// <summary>What the meters say now, in Prometheus' text format.</summary>
    public string Read()
    {
        lock (_lock)
        {
            _listener ??= Listen();
            _listener.RecordObservableInstruments();
            return PrometheusText.Write(_instruments.Values.OrderBy(one => one.Name, StringComparer.Ordinal));
        }
    }

    public void Dispose() => _listener?.Dispose();

    private MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (isWanted(instrument.Meter.Name))
                    self.EnableMeasurementEvents(instrument, _instruments.GetOrAdd(instrument, one => new InstrumentSeries(one, options.MaxSeries)));
            },
            // Of a meter that is no more nothing is told.
            MeasurementsCompleted = (instrument, series) => _instruments.TryRemove(instrument, out _),
        };
        listener.SetMeasurementEventCallback<byte>(static (_, value, tags, series) => Take(value, tags, series));
        listener.SetMeasurementEventCallback<short>(static (_, value, tags, series) => Take(value, tags, series));
        listener.SetMeasurementEventCallback<int>(static (_, value, tags, series) => Take(value, tags, series));
        listener.SetMeasurementEventCallback<long>(static (_, value, tags, series) => Take(value, tags, series));
        listener.SetMeasurementEventCallback<float>(static (_, value, tags, series) => Take(value, tags, series));
        listener.SetMeasurementEventCallback<double>(static (_, value, tags, series) => Take(value, tags, series));
        listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, series) => Take((double)value, tags, series));
        listener.Start();
        return listener;
    }

    private static void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? series) => ((InstrumentSeries)series!).Take(value, tags);
}
