using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace HybridAi.Core.Batches;

/// <summary>The ids that callers know files and batches by, and ids that follow from a batch, so that whoever makes them makes the same.</summary>
public static class ProviderObjectId
{
    private const string FilePrefix = "file-";
    private const string BatchPrefix = "batch_";

    /// <summary>The id as callers get it: <c>file-</c> or <c>batch_</c> and 32 hexadecimal digits.</summary>
    /// <param name="kind">What it is of.</param>
    /// <param name="id">The id.</param>
    public static string Write(ProviderObjectKind kind, Guid id) => $"{PrefixOf(kind)}{id:N}";

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="kind">What it should be of.</param>
    /// <param name="text">What the caller sent.</param>
    /// <returns>The id, or null if it is none.</returns>
    public static Guid? Read(ProviderObjectKind kind, string? text) =>
        text is not null && text.StartsWith(PrefixOf(kind), StringComparison.Ordinal) && Guid.TryParseExact(text.AsSpan(PrefixOf(kind).Length), "N", out var id) ? id : null;

    /// <summary>A UUIDv7 (RFC 9562 §5.7) that follows from its time and what it is of.</summary>
    /// <param name="at">The time that it carries, to the millisecond.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="part">What of the batch: a line's <c>custom_id</c>, or the name of a file.</param>
    public static Guid Derive(DateTimeOffset at, Guid batch, string part)
    {
        var source = new byte[16 + Encoding.UTF8.GetByteCount(part)];
        batch.TryWriteBytes(source, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(part, source.AsSpan(16));
        var bytes = SHA256.HashData(source).AsSpan(0, 16);
        var milliseconds = at.ToUnixTimeMilliseconds();
        BinaryPrimitives.WriteInt32BigEndian(bytes, (int)(milliseconds >> 16));
        BinaryPrimitives.WriteInt16BigEndian(bytes[4..], (short)milliseconds);
        bytes[6] = (byte)(0x70 | (bytes[6] & 0x0F));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }

    private static string PrefixOf(ProviderObjectKind kind) => kind == ProviderObjectKind.File ? FilePrefix : BatchPrefix;
}
