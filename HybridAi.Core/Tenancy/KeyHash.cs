using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace HybridAi.Core.Tenancy;

/// <summary>SHA-256 of an API key's secret: what is kept of it and what it is looked up by.</summary>
/// <remarks>
/// Generated secrets carry 256 random bits, so a plain hash cannot be turned back; an administrator key chosen by hand is held to a
/// minimum length. A slow password hash would cost each request what it would cost an attacker.
/// </remarks>
public readonly record struct KeyHash
{
    private readonly ulong _a, _b, _c, _d;

    private KeyHash(ReadOnlySpan<byte> hash)
    {
        _a = BinaryPrimitives.ReadUInt64BigEndian(hash);
        _b = BinaryPrimitives.ReadUInt64BigEndian(hash[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(hash[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(hash[24..]);
    }

    /// <summary>Hashes a secret. Secrets over 512 characters are hashed by their first 512.</summary>
    /// <param name="secret">The secret as the caller sent it.</param>
    public static KeyHash Of(ReadOnlySpan<char> secret)
    {
        if (secret.Length > 512)
            secret = secret[..512];
        Span<byte> utf8 = stackalloc byte[512 * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(secret, utf8)], hash);
        return new KeyHash(hash);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="hex">64 hexadecimal digits.</param>
    /// <exception cref="FormatException">It is anything else.</exception>
    public static KeyHash Parse(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        return bytes.Length == SHA256.HashSizeInBytes ? new KeyHash(bytes) : throw new FormatException("A key hash has 64 hexadecimal digits.");
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => $"{_a:x16}{_b:x16}{_c:x16}{_d:x16}";

    /// <summary>The hash is uniformly distributed already; its first bits serve.</summary>
    public override int GetHashCode() => (int)_a;
}
