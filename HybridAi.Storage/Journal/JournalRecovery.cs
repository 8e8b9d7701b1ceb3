using HybridAi.Core.Usage;
using Microsoft.Extensions.Logging;

namespace HybridAi.Storage.Journal;

/// <summary>
/// Reads the files that a dead process left: its records go to the database, which ignores those it has; a request that was started and
/// not completed becomes one estimated record. Files are deleted after all that, so a crash in between only means doing it again.
/// </summary>
internal sealed partial class JournalRecovery(RecordMover mover, FrameSorter sorter, Quarantine quarantine, JournalOptions options, ILogger logger)
{
    /// <summary>The files of a node's folder, oldest first.</summary>
    public static string[] FilesOf(string directory) => [.. Directory.GetFiles(directory, "*.log").Order(StringComparer.Ordinal)];

    /// <summary>Recovers files of one node, oldest first.</summary>
    /// <returns>What was found in them.</returns>
    public async Task<JournalAdoption> RunAsync(string node, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        if (files.Count == 0)
            return default;
        var open = new Dictionary<Guid, byte[]>();
        var (records, damaged) = (0L, 0L);
        foreach (var file in files)
        {
            var (found, lost) = await ReadAsync(file, quarantine.FileFor(node, file), open, cancellationToken).ConfigureAwait(false);
            (records, damaged) = (records + found, damaged + lost);
            if (lost != 0)
                LogDamaged(logger, file, lost);
        }
        var interrupted = await EstimateAsync(open, quarantine.FileFor(node, files[^1]), cancellationToken).ConfigureAwait(false);
        foreach (var file in files)
            File.Delete(file);
        LogRecovered(logger, node, files.Count, records, interrupted, damaged);
        return new JournalAdoption(1, files.Count, records, interrupted, damaged);
    }

    private async Task<(long Records, long Damaged)> ReadAsync(
        string file, string quarantineFile, Dictionary<Guid, byte[]> open, CancellationToken cancellationToken)
    {
        var records = 0L;
        var batch = new List<UsageRecord>();
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new FrameReader(handle, 0, RandomAccess.GetLength(handle));
        for (var more = true; more;)
        {
            more = reader.MoveNext();
            if (more)
                Take(reader, quarantineFile, open, batch);
            if (batch.Count == options.BatchSize || (!more && batch.Count != 0))
            {
                await mover.InsertAsync(batch, quarantineFile, cancellationToken).ConfigureAwait(false);
                records += batch.Count;
                batch.Clear();
            }
        }
        return (records, reader.DamagedBytes);
    }

    private void Take(FrameReader reader, string quarantineFile, Dictionary<Guid, byte[]> open, List<UsageRecord> batch)
    {
        if (reader.Type == FrameType.Started)
        {
            // Of several attempts the last says it all: it lists those before it.
            open[RecordCodec.ReadId(reader.Payload)] = reader.Current.ToArray();
            return;
        }
        open.Remove(RecordCodec.ReadId(reader.Payload));
        if (sorter.Read(reader.Current, reader.Version, quarantineFile) is { } record)
            batch.Add(record);
    }

    private async Task<long> EstimateAsync(Dictionary<Guid, byte[]> open, string quarantineFile, CancellationToken cancellationToken)
    {
        var estimated = new List<UsageRecord>();
        foreach (var frame in open.Values)
        {
            if (sorter.Read(frame, frame[2], quarantineFile) is { } inFlight)
                estimated.Add(inFlight with { Outcome = UsageOutcome.Interrupted, Estimated = true });
        }
        foreach (var batch in estimated.Chunk(options.BatchSize))
            await mover.InsertAsync(batch, quarantineFile, cancellationToken).ConfigureAwait(false);
        return estimated.Count;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The journal file {File} has {Bytes} damaged bytes (a torn end, or a broken disk); they were passed over.")]
    private static partial void LogDamaged(ILogger logger, string file, long bytes);

    [LoggerMessage(Level = LogLevel.Information, Message = "Recovered the usage journal of node {Node}: {Files} files, {Records} records, {Interrupted} interrupted requests, {Damaged} damaged bytes.")]
    private static partial void LogRecovered(ILogger logger, string node, int files, long records, long interrupted, long damaged);
}
