using System.Buffers.Binary;
using HybridAi.Core.Checksums;

namespace HybridAi.Storage.Journal;

/// <summary>What a frame says.</summary>
internal enum FrameType : byte
{
    /// <summary>An attempt is about to be made; the payload is the record as it would stand if the gateway died now.</summary>
    Started = 1,

    /// <summary>The request is over; the payload is its record.</summary>
    Completed = 2,
}

/// <summary>
/// The envelope of a record in a journal file: two magic bytes, the payload's version, the type, the payload's length (4 bytes), CRC32C
/// of all that and the payload (4 bytes), payload. Little-endian.
/// </summary>
internal static class Frame
{
    public const int HeaderSize = 12;

    /// <summary>No payload is longer; a length beyond it is damage.</summary>
    public const int MaxPayload = 4 * 1024 * 1024;

    // The id, which each version starts with.
    private const int MinPayload = 16;
    private const int LengthAt = 4, ChecksumAt = 8;

    /// <summary>What a frame starts with: bytes that are neither zero nor text.</summary>
    public static ReadOnlySpan<byte> Magic => [0xA7, 0xC9];

    /// <summary>Writes the header before a payload that is in its place already.</summary>
    public static void Seal(Span<byte> frame, FrameType type)
    {
        Magic.CopyTo(frame);
        frame[2] = RecordCodec.Version;
        frame[3] = (byte)type;
        BinaryPrimitives.WriteInt32LittleEndian(frame[LengthAt..], frame.Length - HeaderSize);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[ChecksumAt..], Checksum(frame));
    }

    /// <summary>The length of the whole frame that a header announces, or 0 if this is no header.</summary>
    public static int Length(ReadOnlySpan<byte> header)
    {
        if (!header.StartsWith(Magic))
            return 0;
        var payload = BinaryPrimitives.ReadInt32LittleEndian(header[LengthAt..]);
        return payload is >= MinPayload and <= MaxPayload ? payload + HeaderSize : 0;
    }

    /// <summary>Whether a whole frame is as it was written.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt32LittleEndian(frame[ChecksumAt..]) == Checksum(frame);

    private static uint Checksum(ReadOnlySpan<byte> frame) => ~Crc32C.Add(Crc32C.Add(Crc32C.Begin, frame[..ChecksumAt]), frame[HeaderSize..]);
}
