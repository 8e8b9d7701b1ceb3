using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace HybridAi.Core.Paging;

/// <summary>A place in a list that is ordered by time, then id. Opaque to callers.</summary>
/// <param name="At">The time of the last item seen, UTC epoch milliseconds.</param>
/// <param name="Id">The id of the last item seen.</param>
public readonly record struct PageCursor(long At, Guid Id)
{
    /// <summary>The cursor as callers get it: 32 URL-safe characters.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[24];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, At);
        Id.TryWriteBytes(bytes[8..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">What the caller sent.</param>
    /// <param name="cursor">The cursor, if it is one.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out PageCursor cursor)
    {
        cursor = default;
        Span<byte> bytes = stackalloc byte[24];
        // Not TryDecodeFromChars: that throws on characters that are not Base64.
        if (text is not { Length: 32 } || Base64Url.DecodeFromChars(text, bytes, out _, out var written) != OperationStatus.Done || written != 24)
            return false;
        cursor = new PageCursor(System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(bytes), new Guid(bytes[8..], bigEndian: true));
        return true;
    }
}
