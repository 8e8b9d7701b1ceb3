using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using HybridAi.Core.Secrets;
using Microsoft.Extensions.Logging;

namespace HybridAi.Storage.Secrets;

/// <summary>The key that everything secret is kept under: 32 random bytes, of which each purpose gets a key of its own (HKDF-SHA256).</summary>
public sealed partial class MasterKey
{
    private const int Size = 32;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly byte[] _key;

    private MasterKey(byte[] key)
    {
        _key = key;
        Id = BinaryPrimitives.ReadUInt32BigEndian(Derive("key-id"));
    }

    /// <summary>Tells keys apart without giving anything of them away: a derived number, stored with what was sealed.</summary>
    internal uint Id { get; }

    /// <summary>Reads a key as <c>HYBRIDAI_MASTER_KEY</c> gives it.</summary>
    /// <param name="text">32 bytes as 64 hexadecimal digits or as Base64 (the usual or the URL-safe alphabet).</param>
    /// <exception cref="StorageException">It is anything else. A passphrase is not taken: it could be guessed from a stolen database.</exception>
    public static MasterKey Parse(Secret text)
    {
        var value = text.Reveal().Trim();
        return TryHex(value) is { Length: Size } hex ? new MasterKey(hex)
            : TryBase64(value) is { Length: Size } bytes ? new MasterKey(bytes)
            : throw new StorageException(
                "HYBRIDAI_MASTER_KEY must be 32 bytes as Base64 or as 64 hexadecimal digits. Make one with: openssl rand -base64 32");
    }

    /// <summary>Reads the key file, making it (mode 0600) if it is not there. Two processes that make it at once agree on one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="logger">Told when a file that others could read had to be closed to them.</param>
    /// <exception cref="StorageException">The file does not hold a key.</exception>
    public static MasterKey LoadOrCreate(string path, ILogger logger)
    {
        if (!File.Exists(path))
            Create(path);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
        {
            File.SetUnixFileMode(path, OwnerOnly);
            LogTightened(logger, path);
        }
        return TryHex(File.ReadAllText(path).Trim()) is { Length: Size } key
            ? new MasterKey(key)
            : throw new StorageException($"The master key file '{path}' is damaged: it must hold 64 hexadecimal digits. Restore it from a backup; without it the stored provider keys cannot be read.");
    }

    /// <summary>Derives a purpose's own 32 bytes.</summary>
    internal byte[] Derive(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, Size, info: Encoding.UTF8.GetBytes("hybridai/" + purpose));

    // Written whole under another name, then given its own: nobody ever sees half a key.
    private static void Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var draft = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using (var stream = new FileStream(draft, options))
        {
            stream.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Size))));
            stream.Flush(flushToDisk: true);
        }
        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }

    private static byte[]? TryHex(string text)
    {
        var bytes = new byte[text.Length / 2];
        return text.Length == Size * 2 && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done ? bytes : null;
    }

    private static byte[]? TryBase64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) || (Base64Url.IsValid(text) && Base64Url.TryDecodeFromChars(text, bytes, out length)) ? bytes[..length] : null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The master key file {Path} could be read by others; its mode is 0600 now. If others may have read it, replace the key and the provider keys.")]
    private static partial void LogTightened(ILogger logger, string path);
}
