using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace HybridAi.Storage.Secrets;

/// <summary>
/// Turns user ids and IP addresses into pseudonyms: the first 16 bytes of an HMAC-SHA256 under a key of this installation, as 32
/// hexadecimal digits. Equal inputs give equal pseudonyms; without the key they cannot be guessed back. Safe for concurrent use.
/// </summary>
/// <param name="masterKey">The installation's master key.</param>
public sealed class Pseudonymizer(MasterKey masterKey)
{
    private const int Kept = 16;
    private const byte UserKind = 1, AddressKind = 2;
    private readonly byte[] _key = masterKey.Derive("pseudonyms");

    /// <summary>The pseudonym of a caller's user id.</summary>
    /// <param name="userId">The id as the caller sent it.</param>
    public string OfUser(ReadOnlySpan<char> userId)
    {
        var size = Encoding.UTF8.GetMaxByteCount(userId.Length) + 1;
        byte[]? rented = null;
        Span<byte> input = size <= 512 ? stackalloc byte[512] : rented = ArrayPool<byte>.Shared.Rent(size);
        input[0] = UserKind;
        var length = Encoding.UTF8.GetBytes(userId, input[1..]);
        var pseudonym = Hash(input[..(length + 1)]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        return pseudonym;
    }

    /// <summary>The pseudonym of an address. An IPv4 address and the same one mapped into IPv6 have the same.</summary>
    /// <param name="address">The address.</param>
    public string OfAddress(IPAddress address)
    {
        Span<byte> input = stackalloc byte[17];
        input[0] = AddressKind;
        address.TryWriteBytes(input[1..], out var length);
        var mapped = address.AddressFamily == AddressFamily.InterNetworkV6 && address.IsIPv4MappedToIPv6;
        if (mapped)
        {
            input[13..17].CopyTo(input[1..]);
            length = 4;
        }
        return Hash(input[..(length + 1)]);
    }

    private string Hash(ReadOnlySpan<byte> input)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, input, hash);
        return Convert.ToHexStringLower(hash[..Kept]);
    }
}
