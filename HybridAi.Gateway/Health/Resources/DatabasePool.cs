using System.Diagnostics.Metrics;

namespace HybridAi.Gateway.Health.Resources;

/// <summary>The connections to Postgres, of which only Npgsql's meter tells; its gauges are read when asked, and cost nothing else.</summary>
internal sealed class DatabasePool : IDisposable
{
    private const string Meter = "Npgsql";
    private const string Count = "db.client.connection.count";
    private const string Most = "db.client.connection.max";
    private const string State = "db.client.connection.state";

    private readonly MeterListener _listener = new();
    private long _used, _most;

    public DatabasePool()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == Meter && instrument.Name is Count or Most)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument.Name, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument.Name, value, tags));
        _listener.Start();
    }

    /// <summary>How many are in use, and how many there may be. One caller at a time.</summary>
    public (long Used, long Most) Read()
    {
        (_used, _most) = (0, 0);
        _listener.RecordObservableInstruments();
        return (_used, _most);
    }

    public void Dispose() => _listener.Dispose();

    private void Add(string name, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (name == Most)
            _most += value;
        else if (IsUsed(tags))
            _used += value;
    }

    private static bool IsUsed(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (key, value) in tags)
        {
            if (key == State)
                return value is "used";
        }

        return false;
    }
}
