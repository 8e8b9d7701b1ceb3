using System.Security.Cryptography;
using System.Text;

namespace HybridAi.Simulator.Answers;

/// <summary>Opaque texts that a provider gives out and takes back unchanged: signatures and encrypted reasoning. Nobody else's pass.</summary>
internal static class Seal
{
    private const int MacLength = 32;

    /// <param name="owner">Who seals, and for what.</param>
    /// <param name="content">What is sealed.</param>
    public static string Make(string owner, ReadOnlySpan<byte> content)
    {
        var sealedBytes = new byte[content.Length + MacLength];
        content.CopyTo(sealedBytes);
        Mac(owner, content, sealedBytes.AsSpan(content.Length));
        return Convert.ToBase64String(sealedBytes);
    }

    /// <summary>What was sealed; null when it was sealed by another, or changed.</summary>
    public static byte[]? Open(string owner, string seal)
    {
        var bytes = new byte[(seal.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(seal, bytes, out var length) || length < MacLength)
            return null;
        var content = bytes.AsSpan(0, length - MacLength);
        Span<byte> expected = stackalloc byte[MacLength];
        Mac(owner, content, expected);
        return expected.SequenceEqual(bytes.AsSpan(length - MacLength, MacLength)) && seal == Convert.ToBase64String(bytes.AsSpan(0, length))
            ? content.ToArray()
            : null;
    }

    private static void Mac(string owner, ReadOnlySpan<byte> content, Span<byte> mac) =>
        HMACSHA256.HashData(Encoding.UTF8.GetBytes($"HybridAi.Simulator/{owner}"), content, mac);
}
