using System.Diagnostics.Metrics;

namespace HybridAi.Storage.Journal;

/// <summary>The journal's instruments on the meter <c>HybridAi</c>. All are read when asked for: the request path counts nothing twice.</summary>
internal sealed class JournalMetrics : IDisposable
{
    private readonly Meter _meter = new("HybridAi");

    public JournalMetrics(JournalLog log, JournalDrain drain, Quarantine quarantine, Func<TimeSpan> lag)
    {
        _meter.CreateObservableCounter("hybridai.journal.written", () => log.Counts.Bytes, "By", "Bytes appended to the usage journal.");
        _meter.CreateObservableCounter("hybridai.journal.frames", () => log.Counts.Frames, "{frame}", "Frames appended to the usage journal.");
        _meter.CreateObservableCounter("hybridai.journal.batches", () => drain.Counts.Batches, "{batch}", "Batches moved to the database.");
        _meter.CreateObservableCounter("hybridai.journal.records", () => drain.Counts.Records, "{record}", "Records moved to the database.");
        _meter.CreateObservableCounter("hybridai.journal.quarantined", () => quarantine.Frames, "{frame}", "Frames put into quarantine.");
        _meter.CreateObservableGauge("hybridai.journal.backlog", () => log.Counts.Backlog, "By", "Bytes that the database does not have yet.");
        _meter.CreateObservableGauge("hybridai.journal.drain.lag", () => lag().TotalSeconds, "s", "Time since the database had all.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
