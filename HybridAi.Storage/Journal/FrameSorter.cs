using HybridAi.Core.Usage;
using Microsoft.Extensions.Logging;

namespace HybridAi.Storage.Journal;

/// <summary>Decides of each frame that is read back whether it is for the database or for quarantine.</summary>
internal sealed partial class FrameSorter(Quarantine quarantine, JournalOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>Reads a frame's record, or puts the frame into quarantine and gives null.</summary>
    /// <param name="frame">The whole frame.</param>
    /// <param name="version">Its payload's version.</param>
    /// <param name="quarantineFile">The file that quarantined frames of this source go to.</param>
    public UsageRecord? Read(ReadOnlySpan<byte> frame, byte version, string quarantineFile)
    {
        UsageRecord record;
        try
        {
            record = RecordCodec.Read(version, frame[Frame.HeaderSize..]);
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentOutOfRangeException)
        {
            quarantine.Add(quarantineFile, frame);
            LogUnreadable(logger, exception, quarantineFile);
            return null;
        }
        if (time.GetUtcNow() - record.At <= options.Retention)
            return record;
        quarantine.Add(quarantineFile, frame);
        LogTooOld(logger, record.Id, record.At, quarantineFile);
        return null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A frame of the usage journal cannot be read; it was put into quarantine: {File}.")]
    private static partial void LogUnreadable(ILogger logger, Exception exception, string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The usage record {Id} of {At} is older than records are kept; it was put into quarantine: {File}.")]
    private static partial void LogTooOld(ILogger logger, Guid id, DateTimeOffset at, string file);
}
