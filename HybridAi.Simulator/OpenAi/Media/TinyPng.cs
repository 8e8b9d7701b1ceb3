using System.Buffers.Binary;
using System.IO.Compression;
using HybridAi.Simulator.Answers;

namespace HybridAi.Simulator.OpenAi.Media;

/// <summary>Makes valid images of one pixel (PNG specification, sections 5 and 11).</summary>
internal static class TinyPng
{
    private const int OverheadOfChunk = 12;

    public static byte[] Paint(string prompt, int index)
    {
        var meter = new PromptMeter((ulong)index + 1);
        meter.AddHash(prompt);
        var colour = meter.Hash;
        byte[] header = [0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0];
        using var data = new MemoryStream();
        using (var compressed = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true))
            compressed.Write([0, (byte)colour, (byte)(colour >> 8), (byte)(colour >> 16)]);
        return [0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n', .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, data.ToArray()), .. Chunk("IEND"u8, [])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        var chunk = new byte[data.Length + OverheadOfChunk];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        type.CopyTo(chunk.AsSpan(4));
        data.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(data.Length + 8), Crc(chunk.AsSpan(4, data.Length + 4)));
        return chunk;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var single in bytes)
        {
            crc ^= single;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }

        return ~crc;
    }
}
