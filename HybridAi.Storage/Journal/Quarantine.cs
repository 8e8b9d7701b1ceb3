namespace HybridAi.Storage.Journal;

/// <summary>
/// Keeps frames that are not for the database (too old, or of a newer release) as they are, in files of the journal's own format: moved
/// to a node's folder, with a longer <see cref="JournalOptions.Retention"/>, they are read again.
/// </summary>
internal sealed class Quarantine(string root)
{
    private const string Folder = "quarantine";
    private long _frames;

    /// <summary>How many frames this process put there.</summary>
    public long Frames => Volatile.Read(ref _frames);

    /// <summary>Whether a folder under the journal's is this one, not a node's.</summary>
    public static bool Is(string name) => name == Folder;

    /// <summary>Opens the file for what comes from a segment; the same segment always gets the same.</summary>
    public string FileFor(string node, string segment) => Path.Combine(root, Folder, $"{node}-{Path.GetFileNameWithoutExtension(segment)}.log");

    /// <summary>Adds a frame. Read again after a crash a frame may be there twice, which harms nothing: its id is the same.</summary>
    public void Add(string file, ReadOnlySpan<byte> frame)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        stream.Write(frame);
        Interlocked.Increment(ref _frames);
    }
}
