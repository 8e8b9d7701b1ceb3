using System.IO.Compression;

namespace HybridAi.Worker.Jobs.LogRotation;

/// <summary>Compresses files in their place.</summary>
internal static class Compression
{
    public const string Suffix = ".gz";
    public const string Unfinished = ".unfinished";

    /// <summary>Puts a compressed file into the place of one that nobody writes any more. It appears whole or not at all; whoever is killed meanwhile leaves the one, or both, and it is done again.</summary>
    /// <param name="path">The file.</param>
    /// <param name="confirm">Makes sure that this may still be done; called before anything is replaced or removed.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>How many bytes that saves.</returns>
    public static async Task<long> CompressAsync(string path, Func<CancellationToken, Task> confirm, CancellationToken cancellationToken)
    {
        var (target, unfinished) = (path + Suffix, path + Suffix + Unfinished);
        File.Delete(unfinished);
        var file = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            file.UnixCreateMode = File.GetUnixFileMode(path);
        var (before, after, writtenAt) = (new FileInfo(path).Length, 0L, File.GetLastWriteTimeUtc(path));
        await using (var source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        await using (var compressed = new FileStream(unfinished, file))
        {
            await using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
                await source.CopyToAsync(gzip, cancellationToken);
            compressed.Flush(flushToDisk: true);
            after = compressed.Length;
        }

        File.SetLastWriteTimeUtc(unfinished, writtenAt);
        await confirm(cancellationToken);
        File.Move(unfinished, target, overwrite: true);
        File.Delete(path);
        return before - after;
    }
}
