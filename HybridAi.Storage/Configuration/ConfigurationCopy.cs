using System.Security.Cryptography;
using System.Text.Json;
using HybridAi.Core.Configuration;
using HybridAi.Storage.Secrets;
using Microsoft.Extensions.Logging;

namespace HybridAi.Storage.Configuration;

/// <summary>
/// The last configuration that served, in a file of the data directory: with it a gateway starts while its database cannot be reached. The file
/// is for its owner only, sealed under the master key, and always whole.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="masterKey">The master key.</param>
/// <param name="logger">Told of what cannot be used.</param>
public sealed partial class ConfigurationCopy(string path, MasterKey masterKey, ILogger logger)
{
    private const string Name = "configuration";
    private readonly SecretProtector _protector = new(masterKey, "snapshot");

    /// <summary>Replaces the copy.</summary>
    /// <param name="configuration">What served.</param>
    /// <param name="cancellationToken">Leaves the old copy.</param>
    /// <exception cref="IOException">The file cannot be written; the old copy stays.</exception>
    /// <exception cref="UnauthorizedAccessException">As before.</exception>
    public async Task SaveAsync(StoredConfiguration configuration, CancellationToken cancellationToken)
    {
        var draft = path + ".draft";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        // What an earlier run left may have another mode, which opening would keep.
        File.Delete(draft);
        await using (var stream = new FileStream(draft, options))
        {
            await stream.WriteAsync(_protector.Seal(Name, CopiedConfiguration.Write(configuration)), cancellationToken).ConfigureAwait(false);
            stream.Flush(flushToDisk: true);
        }
        File.Move(draft, path, overwrite: true);
    }

    /// <summary>Reads the copy.</summary>
    /// <returns>What it holds; null if there is none, or none that can be used, which is logged with the reason.</returns>
    public StoredConfiguration? Load()
    {
        try
        {
            var copy = File.Exists(path) ? CopiedConfiguration.Read(_protector.OpenBytes(Name, File.ReadAllBytes(path))) : null;
            if (copy is null && File.Exists(path))
                LogOtherRelease(path);
            return copy;
        }
        catch (Exception unusable) when (unusable is CryptographicException or JsonException or FormatException or IOException or UnauthorizedAccessException)
        {
            LogUnusable(unusable, path, unusable.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The last configuration in {Path} was written by another release; it is not used")]
    private partial void LogOtherRelease(string path);

    [LoggerMessage(LogLevel.Warning, "The last configuration in {Path} cannot be used: {Reason}")]
    private partial void LogUnusable(Exception exception, string path, string reason);
}
