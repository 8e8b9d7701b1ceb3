using System.Buffers.Text;
using System.Security.Cryptography;
using HybridAi.Core.Secrets;

namespace HybridAi.Core.Tenancy;

/// <summary>A new API key's secret with what is kept of it.</summary>
/// <param name="Secret">The secret: shown to its holder once, then forgotten.</param>
/// <param name="Hash">What it is looked up by.</param>
/// <param name="Prefix">What it is recognised by in lists.</param>
public sealed record KeySecret(Secret Secret, KeyHash Hash, string Prefix)
{
    /// <summary>Draws a new one: <c>hai-</c> and 43 base64url characters of 256 random bits.</summary>
    public static KeySecret Create()
    {
        Span<byte> random = stackalloc byte[32];
        RandomNumberGenerator.Fill(random);
        return Of("hai-" + Base64Url.EncodeToString(random));
    }

    /// <summary>Takes a secret that somebody else chose.</summary>
    /// <param name="secret">The secret.</param>
    public static KeySecret Of(string secret) =>
        new(new Secret(secret), KeyHash.Of(secret), secret[..Math.Min(12, secret.Length / 4)]);
}
