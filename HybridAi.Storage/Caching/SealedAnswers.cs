using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using HybridAi.Core.Caching;
using HybridAi.Storage.Secrets;

namespace HybridAi.Storage.Caching;

/// <summary>
/// Answers as they leave the process: sealed under the master key, each for its own key only. So neither a copied file nor whoever may read a Memcached, which asks nobody for a password, shows
/// what was said, and nobody can put words into the gateway's mouth.
/// </summary>
internal sealed class SealedAnswers(MasterKey masterKey)
{
    private readonly SecretProtector _protector = new(masterKey, "answer-cache");

    /// <summary>Seals an answer.</summary>
    public byte[] Seal(CachedAnswer answer) => _protector.Seal(NameOf(answer.Key), CachedAnswerFormat.Write(answer));

    /// <summary>Opens an answer.</summary>
    /// <param name="box">The sealed answer.</param>
    /// <param name="key">What was asked for.</param>
    /// <param name="now">The time.</param>
    /// <param name="answer">The answer.</param>
    /// <returns>False if it was changed, is of another master key, release or key, or has expired.</returns>
    public bool TryOpen(byte[] box, CacheKey key, DateTimeOffset now, [NotNullWhen(true)] out CachedAnswer? answer)
    {
        answer = null;
        try
        {
            return CachedAnswerFormat.TryRead(_protector.OpenBytes(NameOf(key), box), key, out answer) && answer.IsFresh(now);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static string NameOf(CacheKey key) => $"{key.Organization.Value:N}{key.HashText()}";
}
