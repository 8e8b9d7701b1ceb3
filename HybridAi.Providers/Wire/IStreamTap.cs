using System.Buffers;

namespace HybridAi.Providers.Wire;

/// <summary>Reads a streamed answer on the side, event by event.</summary>
public interface IStreamTap
{
    /// <summary>What has been read so far.</summary>
    AnswerFacts Facts { get; }

    /// <summary>About how many output tokens have come so far, for when the provider's own count never comes.</summary>
    int EstimatedOutputTokens { get; }

    /// <summary>Whether the answer is whole: every choice has a finish reason. A stream that ends before is cut.</summary>
    bool IsFinished { get; }

    /// <summary>Reads the next event.</summary>
    /// <param name="eventName">Its name, empty if it has none.</param>
    /// <param name="data">Its data; empty for a comment.</param>
    StreamVerdict Read(ReadOnlySpan<byte> eventName, ReadOnlySpan<byte> data);

    /// <summary>
    /// Reads the next event if it is known at sight: it has arrived whole and is the same as an earlier one with content but for its text, as nearly all are.
    /// </summary>
    /// <param name="arrived">What has arrived, beginning with the event.</param>
    /// <returns>The event's length with its blank line; 0 if it was not read.</returns>
    int ReadKnown(ReadOnlySpan<byte> arrived) => 0;

    /// <summary>How many events have been read, where the dialect numbers them: the number of the next one.</summary>
    int NextSequence => 0;

    /// <summary>Whether an event that is <see cref="StreamVerdict.Usage"/> goes to the caller.</summary>
    bool ForwardsUsage { get; }

    /// <summary>What goes to the caller in place of the event just read, in a buffer that the next read empties; null: the event itself.</summary>
    ArrayBufferWriter<byte>? Output => null;

    /// <summary>
    /// The bytes that end the caller's stream, once the answer is recorded; with what the caller asked for in front of them, if the provider put
    /// it elsewhere.
    /// </summary>
    ReadOnlyMemory<byte> Terminator { get; }

    /// <summary>The body is at its end, with or without a terminator; <see cref="IsFinished"/> tells whether the answer is whole.</summary>
    void End()
    {
    }
}
