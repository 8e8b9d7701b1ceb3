using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Caching;

/// <summary>What an answer is found by: whose it is, and the SHA-256 of the request in its canonical form. No organization finds another's answers.</summary>
/// <param name="Organization">Whose answer it is.</param>
/// <param name="High">The first 128 bits of the hash.</param>
/// <param name="Low">The last 128 bits of the hash.</param>
public readonly record struct CacheKey(OrganizationId Organization, UInt128 High, UInt128 Low)
{
    /// <summary>How many hexadecimal digits a hash has.</summary>
    public const int HexLength = 2 * SHA256.HashSizeInBytes;

    /// <summary>Makes a key of a hash.</summary>
    /// <param name="organization">Whose answer it is.</param>
    /// <param name="hash">The 32 bytes of a SHA-256.</param>
    /// <exception cref="ArgumentException">The hash has another length.</exception>
    public static CacheKey Of(OrganizationId organization, ReadOnlySpan<byte> hash) => hash.Length == SHA256.HashSizeInBytes
        ? new CacheKey(organization, BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]))
        : throw new ArgumentException("A SHA-256 has 32 bytes.", nameof(hash));

    /// <summary>Reads what <see cref="HashText"/> wrote.</summary>
    /// <param name="organization">Whose answer it is.</param>
    /// <param name="hex">64 hexadecimal digits, in any case.</param>
    /// <param name="key">The key.</param>
    /// <returns>False if it is anything else.</returns>
    public static bool TryParse(OrganizationId organization, [NotNullWhen(true)] string? hex, out CacheKey key)
    {
        key = default;
        if (hex is not { Length: HexLength }
            || !UInt128.TryParse(hex.AsSpan(0, HexLength / 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var high)
            || !UInt128.TryParse(hex.AsSpan(HexLength / 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low))
            return false;
        key = new CacheKey(organization, high, low);
        return true;
    }

    /// <summary>The hash as 64 lower-case hexadecimal digits: what answers are called in lists and purges.</summary>
    public string HashText() => string.Create(CultureInfo.InvariantCulture, $"{High:x32}{Low:x32}");

    /// <summary>The hash is uniformly distributed already; its last bits serve.</summary>
    public override int GetHashCode() => (int)(uint)Low;
}
