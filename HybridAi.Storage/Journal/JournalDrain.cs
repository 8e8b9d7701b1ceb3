using HybridAi.Core.Usage;

namespace HybridAi.Storage.Journal;

/// <summary>Moves records from the log to the database, in batches, and lets files go that are moved in whole.</summary>
internal sealed class JournalDrain(
    JournalLog log, string node, RecordMover mover, FrameSorter sorter, Quarantine quarantine, JournalOptions options)
{
    private long _batches, _records;

    /// <summary>How many batches and records were moved.</summary>
    public (long Batches, long Records) Counts => (Volatile.Read(ref _batches), Volatile.Read(ref _records));

    /// <summary>Moves all that is there.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (log.Oldest() is var (segment, end, isCurrent))
        {
            if (segment.Drained < end)
                await MoveAsync(segment, end, cancellationToken).ConfigureAwait(false);
            else if (isCurrent)
                return;
            else
                log.RemoveOldest();
        }
    }

    private async Task MoveAsync(Segment segment, long end, CancellationToken cancellationToken)
    {
        var batch = new List<UsageRecord>();
        var file = quarantine.FileFor(node, segment.Path);
        using var reader = new FrameReader(segment.File, segment.Drained, end);
        while (segment.Drained < end)
        {
            batch.Clear();
            while (batch.Count < options.BatchSize && reader.MoveNext())
            {
                if (reader.Type == FrameType.Completed && sorter.Read(reader.Current, reader.Version, file) is { } record)
                    batch.Add(record);
            }
            if (batch.Count != 0)
                await mover.InsertAsync(batch, file, cancellationToken).ConfigureAwait(false);
            _batches++;
            _records += batch.Count;
            log.Drained(segment, reader.Position);
        }
    }
}
