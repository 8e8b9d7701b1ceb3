using HybridAi.Core.Usage;

namespace HybridAi.Storage.Journal;

/// <summary>Encodes frames into a buffer that is used again and again.</summary>
internal sealed class FrameBuffer
{
    [ThreadStatic]
    private static FrameBuffer? _ofThread;

    private byte[] _bytes = new byte[2048];

    /// <summary>The calling thread's own buffer: what it holds is good until the thread encodes the next frame.</summary>
    public static FrameBuffer OfThread => _ofThread ??= new FrameBuffer();

    /// <summary>Encodes a frame; it is good until the next one is encoded.</summary>
    public ReadOnlySpan<byte> Encode(FrameType type, UsageRecord record)
    {
        var most = Frame.HeaderSize + RecordCodec.MaxSize(record);
        if (_bytes.Length < most)
            _bytes = new byte[Math.Max(most, _bytes.Length * 2)];
        var length = Frame.HeaderSize + RecordCodec.Write(record, _bytes.AsSpan(Frame.HeaderSize));
        var frame = _bytes.AsSpan(0, length);
        Frame.Seal(frame, type);
        return frame;
    }
}
