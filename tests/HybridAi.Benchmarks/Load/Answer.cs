namespace HybridAi.Benchmarks.Load;

/// <summary>What one exchange brought.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="BodyLength">Bytes of the body, transfer coding taken off.</param>
/// <param name="EndsWithDone">Whether the body's last bytes are the terminator of an event stream.</param>
/// <param name="FirstByteAt">When its first byte of the body was read (nanoseconds, monotonic); zero if it has none.</param>
/// <param name="FirstContentDelay">From the upstream's stamp to the reading of it (nanoseconds), or -1 without one.</param>
internal readonly record struct Answer(int Status, long BodyLength, bool EndsWithDone, long FirstByteAt, long FirstContentDelay);
