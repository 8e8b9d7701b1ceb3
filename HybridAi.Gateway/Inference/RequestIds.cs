using System.Buffers.Binary;
using System.Security.Cryptography;

namespace HybridAi.Gateway.Inference;

/// <summary>Mints UUIDv7s (RFC 9562 §5.7) for requests: as unguessable as the framework's, which ask the kernel for randomness one by one.</summary>
internal static class RequestIds
{
    private const string Header = "x-hybridai-request-id";
    private const int IdBytes = 16;
    private const int Stock = 256;

    [ThreadStatic]
    private static byte[]? s_random;

    [ThreadStatic]
    private static int s_used;

    /// <summary>Gives an answer that nothing is recorded of an id all the same, unless it has one.</summary>
    public static void Tag(HttpContext http, TimeProvider time)
    {
        if (http.Response.Headers.ContainsKey(Header))
            return;
        var text = Next(time.GetUtcNow()).ToString("D");
        http.Response.Headers[Header] = text;
        http.Response.Headers["x-request-id"] = text;
    }

    /// <summary>A new id.</summary>
    /// <param name="at">The time that it carries, to the millisecond.</param>
    public static Guid Next(DateTimeOffset at)
    {
        if (s_random is null || s_used == s_random.Length)
        {
            s_random ??= GC.AllocateUninitializedArray<byte>(Stock * IdBytes);
            RandomNumberGenerator.Fill(s_random);
            s_used = 0;
        }

        var bytes = s_random.AsSpan(s_used, IdBytes);
        s_used += IdBytes;
        var milliseconds = at.ToUnixTimeMilliseconds();
        BinaryPrimitives.WriteInt32BigEndian(bytes, (int)(milliseconds >> 16));
        BinaryPrimitives.WriteInt16BigEndian(bytes[4..], (short)milliseconds);
        bytes[6] = (byte)(0x70 | (bytes[6] & 0x0F));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }
}
