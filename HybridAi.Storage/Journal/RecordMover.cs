using HybridAi.Core.Usage;
using Microsoft.Extensions.Logging;

namespace HybridAi.Storage.Journal;

/// <summary>
/// Inserts batches into the database. A batch that fails again and again may hold a record that the database will never take, and would
/// hold up all others: it is searched for and put into quarantine, but only if the database takes others of the same batch. A database that is
/// away says nothing about records.
/// </summary>
internal sealed partial class RecordMover(IUsageStore store, Quarantine quarantine, ILogger logger)
{
    private const int FailuresBeforeSearch = 5, SuspectsWithoutSuccess = 3;
    private readonly FrameBuffer _buffer = new();
    private int _failures;

    /// <summary>Inserts a batch.</summary>
    /// <param name="batch">The records.</param>
    /// <param name="quarantineFile">Where a record goes that the database does not take.</param>
    /// <param name="cancellationToken">Cancels the insert.</param>
    public async Task InsertAsync(IReadOnlyList<UsageRecord> batch, string quarantineFile, CancellationToken cancellationToken)
    {
        try
        {
            await store.InsertAsync(batch, cancellationToken).ConfigureAwait(false);
            _failures = 0;
        }
        catch (Exception exception) when (IsRefusal(exception) && ++_failures >= FailuresBeforeSearch && batch.Count > 1)
        {
            if (await SearchAsync([.. batch], cancellationToken).ConfigureAwait(false) is not { } refused)
                throw;
            foreach (var record in refused)
            {
                quarantine.Add(quarantineFile, _buffer.Encode(FrameType.Completed, record));
                LogRefused(logger, exception, record.Id, quarantineFile);
            }
            _failures = 0;
        }
    }

    // Halves what fails until single records are left. Null: nothing is taken, so the database is at fault, not a record.
    private async Task<List<UsageRecord>?> SearchAsync(UsageRecord[] batch, CancellationToken cancellationToken)
    {
        var refused = new List<UsageRecord>();
        var taken = false;
        var ranges = new Stack<(int Start, int End)>([(0, batch.Length)]);
        while (ranges.TryPop(out var range))
        {
            if (await TryInsertAsync(batch[range.Start..range.End], cancellationToken).ConfigureAwait(false))
                taken = true;
            else if (range.End - range.Start == 1)
                refused.Add(batch[range.Start]);
            else
            {
                var middle = (range.Start + range.End) / 2;
                ranges.Push((middle, range.End));
                ranges.Push((range.Start, middle));
            }
            if (!taken && refused.Count == SuspectsWithoutSuccess)
                return null;
        }
        return taken ? await StillRefusedAsync(refused, cancellationToken).ConfigureAwait(false) : null;
    }

    // A database that came back in the middle of the search would take those now that it did not take before.
    private async Task<List<UsageRecord>> StillRefusedAsync(List<UsageRecord> suspects, CancellationToken cancellationToken)
    {
        var refused = new List<UsageRecord>();
        foreach (var record in suspects)
        {
            if (!await TryInsertAsync([record], cancellationToken).ConfigureAwait(false))
                refused.Add(record);
        }
        return refused;
    }

    private async Task<bool> TryInsertAsync(UsageRecord[] records, CancellationToken cancellationToken)
    {
        try
        {
            await store.InsertAsync(records, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            LogStillFailing(logger, exception, records.Length);
            return false;
        }
    }

    private static bool IsRefusal(Exception exception) => exception is not (OperationCanceledException or StorageUnavailableException);

    [LoggerMessage(Level = LogLevel.Error, Message = "The database does not take the usage record {Id}, but takes others; it was put into quarantine: {File}.")]
    private static partial void LogRefused(ILogger logger, Exception exception, Guid id, string file);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A part of {Count} usage records of a failing batch fails too.")]
    private static partial void LogStillFailing(ILogger logger, Exception exception, int count);
}
