using System.Buffers.Binary;
using System.Security.Cryptography;
using HybridAi.Core.Tenancy;

namespace HybridAi.Gateway.Endpoints.AiPerformance;

/// <summary>Turns callers' own ids into those of records, so that the same one is the same record on every gateway.</summary>
internal static class ExternalIds
{
    private const int TimeBytes = 6, IdBytes = 16;
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>The time that a UUIDv7 carries; null if it is no UUIDv7.</summary>
    public static DateTimeOffset? TimeOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[IdBytes];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        // RFC 9562: the version, the variant, and 48 bits of milliseconds.
        var milliseconds = (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16);
        return bytes[6] >> 4 == 7 && bytes[8] >> 6 == 2 && milliseconds <= Latest ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
    }

    /// <summary>
    /// The record's id: it carries the same time, by which it is found, and else a hash, since records of all organizations have ids that must not meet.
    /// </summary>
    public static Guid RecordOf(OrganizationId organization, Guid id)
    {
        Span<byte> bytes = stackalloc byte[IdBytes * 2], hash = stackalloc byte[SHA256.HashSizeInBytes];
        organization.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        id.TryWriteBytes(bytes[IdBytes..], bigEndian: true, out _);
        SHA256.HashData(bytes, hash);
        var record = hash[..IdBytes];
        bytes.Slice(IdBytes, TimeBytes).CopyTo(record);
        record[6] = (byte)(0x70 | (record[6] & 0x0F));
        record[8] = (byte)(0x80 | (record[8] & 0x3F));
        return new Guid(record, bigEndian: true);
    }
}
