namespace HybridAi.Storage.Journal;

/// <summary>
/// A node's folder, held by an exclusive lock on a file in it for as long as the process lives. The lock file is never deleted: whoever
/// opened it before would then hold a lock that others do not see.
/// </summary>
internal sealed class NodeLock : IDisposable
{
    private const int MostNodes = 64;
    private readonly FileStream _lock;

    private NodeLock(string directory, FileStream file) => (Directory, _lock) = (directory, file);

    /// <summary>The folder.</summary>
    public string Directory { get; }

    /// <summary>The node's name, which is the folder's.</summary>
    public string Node => Path.GetFileName(Directory);

    /// <summary>Takes the folder of a node, or, if another process has it, of the node with the next number: <c>name.2</c>.</summary>
    /// <exception cref="StorageException">None could be taken.</exception>
    public static NodeLock Take(string root, string node)
    {
        IOException? last = null;
        for (var i = 1; i <= MostNodes; i++)
        {
            var name = i == 1 ? node : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{node}.{i}");
            try
            {
                var directory = Path.Combine(root, name);
                System.IO.Directory.CreateDirectory(directory);
                return Open(directory);
            }
            catch (IOException exception)
            {
                last = exception;
            }
            catch (UnauthorizedAccessException exception)
            {
                throw new StorageException($"The journal folder '{root}' cannot be written: {exception.Message}", exception);
            }
        }
        throw new StorageException($"No journal folder for node '{node}' can be locked under '{root}': {last!.Message}", last);
    }

    /// <summary>Takes the folder of a node that is no more, or gives null if it lives.</summary>
    public static NodeLock? TryTake(string directory)
    {
        try
        {
            return Open(directory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Lets the folder go.</summary>
    public void Dispose() => _lock.Dispose();

    private static NodeLock Open(string directory) =>
        new(directory, new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
}
