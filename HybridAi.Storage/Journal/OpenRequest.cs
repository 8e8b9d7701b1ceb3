using HybridAi.Core.Usage;

namespace HybridAi.Storage.Journal;

/// <summary>A request that was started and is not completed.</summary>
/// <param name="Marker">Its latest marker, to be carried along when the file it is in goes.</param>
/// <param name="FrameLength">How long the marker's frame is.</param>
/// <param name="Reserved">How much room is kept for it: to carry the marker along, and for the record.</param>
internal readonly record struct OpenRequest(UsageRecord Marker, int FrameLength, int Reserved)
{
    // What a record has more than its marker (counts, finish reason, further abandoned attempts).
    private const int Growth = 1024;

    public static OpenRequest Of(UsageRecord marker, int frameLength) => new(marker, frameLength, (2 * frameLength) + Growth);
}
