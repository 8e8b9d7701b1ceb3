using System.Buffers.Binary;
using System.Numerics;

namespace HybridAi.Core.Checksums;

/// <summary>CRC-32C (Castagnoli), as processors compute it: tells bytes that were torn or changed by accident from those that were written.</summary>
public static class Crc32C
{
    /// <summary>What a checksum in several pieces begins with.</summary>
    public const uint Begin = uint.MaxValue;

    /// <summary>The checksum of some bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public static uint Of(ReadOnlySpan<byte> bytes) => ~Add(Begin, bytes);

    /// <summary>Goes on with a checksum. The last result has to be inverted.</summary>
    /// <param name="crc"><see cref="Begin"/>, or what the piece before gave.</param>
    /// <param name="bytes">The next piece.</param>
    public static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return crc;
    }
}
