using System.Security.Cryptography;
using System.Text;

namespace HybridAi.Providers.OpenAi;

/// <summary>Makes tool-call ids as a provider wants them: Mistral's have nine letters and digits. The same id becomes the same one in every turn.</summary>
/// <param name="length">The length wanted, up to 32; null for any id.</param>
internal sealed class ToolCallIds(int? length)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public string Of(string id)
    {
        if (length is not { } wanted || (id.Length == wanted && IsPlain(id)))
            return id;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        Span<char> made = stackalloc char[Math.Min(wanted, hash.Length)];
        for (var i = 0; i < made.Length; i++)
            made[i] = Alphabet[hash[i] % Alphabet.Length];
        return new string(made);
    }

    private static bool IsPlain(string id)
    {
        foreach (var character in id)
        {
            if (!char.IsAsciiLetterOrDigit(character))
                return false;
        }

        return true;
    }
}
