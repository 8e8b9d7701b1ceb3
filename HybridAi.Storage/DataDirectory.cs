namespace HybridAi.Storage;

/// <summary>
/// The data directory of a process, held by an exclusive lock on a file in it for as long as the process lives: two on one directory would
/// each keep their own idea of keys and settings. The kernel ends the lock with the process; the file itself is never deleted, since
/// whoever opened it before would then hold a lock that others do not see.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    private const int MostNodes = 64;

    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream held) => (Path, _lock) = (path, held);

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary>Makes the directory, for its owner only, if it is not there, and takes it.</summary>
    /// <exception cref="StorageException">It cannot be made or written, or another process has it.</exception>
    public static DataDirectory Take(string path) => Take(path, orElse: null);

    /// <summary>
    /// The same for nodes that have no more in common than their database: one that finds the directory taken takes <c>node-2</c> in it, the next one
    /// <c>node-3</c>. So replicas can be given one directory, and a node that comes back finds the journal of one that went.
    /// </summary>
    /// <exception cref="StorageException">It cannot be made or written, or too many other processes have it.</exception>
    public static DataDirectory TakeAmongNodes(string path) => Take(path, () => TakeNode(path, 2));

    private static DataDirectory TakeNode(string path, int node) =>
        Take(System.IO.Path.Combine(path, $"node-{node}"), node == MostNodes ? null : () => TakeNode(path, node + 1));

    private static DataDirectory Take(string path, Func<DataDirectory>? orElse)
    {
        var full = System.IO.Path.GetFullPath(path);
        Make(full);
        var file = System.IO.Path.Combine(full, "lock");
        try
        {
            return new DataDirectory(full, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        }
        catch (IOException) when (File.Exists(file) && orElse is not null)
        {
            return orElse();
        }
        catch (IOException exception) when (File.Exists(file))
        {
            throw new StorageException($"The data directory '{full}' is in use by another process; stop that, or set HYBRIDAI_DATA to another directory. ({exception.Message})", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The data directory '{full}' cannot be written: {exception.Message} Set HYBRIDAI_DATA to one that can.", exception);
        }
    }

    /// <summary>Lets it go.</summary>
    public void Dispose() => _lock.Dispose();

    private static void Make(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(path);
            else
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The data directory '{path}' cannot be made: {exception.Message} Set HYBRIDAI_DATA to one that can.", exception);
        }
    }
}
