using Microsoft.Extensions.Logging;

namespace HybridAi.Storage.Routing;

/// <summary>What the routing strategies learned, in a file of the data directory, always whole. It is each node's own: what is learned is how providers answer this node.</summary>
/// <param name="path">The file.</param>
/// <param name="logger">Told of what cannot be used.</param>
public sealed partial class LearnedFile(string path, ILogger logger)
{
    /// <summary>Replaces the file.</summary>
    /// <param name="bytes">What was learned.</param>
    /// <param name="cancellationToken">Leaves the old file.</param>
    /// <exception cref="IOException">The file cannot be written; the old one stays.</exception>
    /// <exception cref="UnauthorizedAccessException">As before.</exception>
    public async Task SaveAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var draft = path + ".draft";
        await File.WriteAllBytesAsync(draft, bytes, cancellationToken).ConfigureAwait(false);
        File.Move(draft, path, overwrite: true);
    }

    /// <summary>Reads the file.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What it holds; null if there is none, or none that can be read, which is logged with the reason.</returns>
    public async Task<byte[]?> LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return File.Exists(path) ? await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false) : null;
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            LogUnusable(unusable, path, unusable.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "What routing learned in {Path} cannot be read: {Reason} It is learned anew")]
    private partial void LogUnusable(Exception exception, string path, string reason);
}
