using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using HybridAi.Core.Secrets;

namespace HybridAi.Storage.Secrets;

/// <summary>
/// Seals secrets with AES-256-GCM under a key for one purpose. A sealed secret is: version (1 byte), master key id (4), nonce (12),
/// tag (16), ciphertext; it opens only for the name it was sealed for.
/// </summary>
internal sealed class SecretProtector(MasterKey masterKey, string purpose)
{
    private const byte Version = 1;
    private const int KeyIdAt = 1, NonceAt = 5, NonceSize = 12, TagAt = 17, TagSize = 16, TextAt = 33;
    private readonly byte[] _key = masterKey.Derive(purpose);

    /// <summary>Seals a secret.</summary>
    /// <param name="name">What it is the secret of; needed again to open it.</param>
    /// <param name="secret">The secret.</param>
    public byte[] Seal(string name, Secret secret) => Seal(name, Encoding.UTF8.GetBytes(secret.Reveal()));

    /// <summary>Seals bytes.</summary>
    /// <param name="name">What they are; needed again to open them.</param>
    /// <param name="text">The bytes.</param>
    public byte[] Seal(string name, ReadOnlySpan<byte> text)
    {
        var box = new byte[TextAt + text.Length];
        box[0] = Version;
        BinaryPrimitives.WriteUInt32BigEndian(box.AsSpan(KeyIdAt), masterKey.Id);
        RandomNumberGenerator.Fill(box.AsSpan(NonceAt, NonceSize));
        using var aes = new AesGcm(_key, TagSize);
        aes.Encrypt(box.AsSpan(NonceAt, NonceSize), text, box.AsSpan(TextAt), box.AsSpan(TagAt, TagSize), AssociatedData(name));
        return box;
    }

    /// <summary>Opens what <see cref="Seal(string, Secret)"/> made.</summary>
    /// <param name="name">What it is the secret of.</param>
    /// <param name="box">The sealed secret.</param>
    /// <exception cref="CryptographicException">It was sealed under another master key, for another name, or was changed.</exception>
    public Secret Open(string name, byte[] box) => new(Encoding.UTF8.GetString(OpenBytes(name, box)));

    /// <summary>Opens sealed bytes.</summary>
    /// <param name="name">What they are.</param>
    /// <param name="box">The sealed bytes.</param>
    /// <exception cref="CryptographicException">As <see cref="Open(string, byte[])"/>.</exception>
    public byte[] OpenBytes(string name, byte[] box)
    {
        if (box.Length < TextAt || box[0] != Version)
            throw new CryptographicException($"The stored secret of '{name}' is damaged or of a newer release.");
        if (BinaryPrimitives.ReadUInt32BigEndian(box.AsSpan(KeyIdAt)) != masterKey.Id)
            throw new CryptographicException($"The stored secret of '{name}' was encrypted under another master key.");
        var text = new byte[box.Length - TextAt];
        using var aes = new AesGcm(_key, TagSize);
        try
        {
            aes.Decrypt(box.AsSpan(NonceAt, NonceSize), box.AsSpan(TextAt), box.AsSpan(TagAt, TagSize), text, AssociatedData(name));
        }
        catch (AuthenticationTagMismatchException exception)
        {
            throw new CryptographicException($"The stored secret of '{name}' was tampered with.", exception);
        }
        return text;
    }

    private byte[] AssociatedData(string name) => Encoding.UTF8.GetBytes($"{purpose}\0{name}");
}
