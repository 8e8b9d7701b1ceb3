using Microsoft.Win32.SafeHandles;

namespace HybridAi.Storage.Journal;

/// <summary>What the journal asks of the disk where it can refuse. Tests put a disk here that does.</summary>
internal class JournalDisk
{
    /// <summary>Makes a file and reserves its room, so that a full disk is noticed here and not in the middle of a frame.</summary>
    /// <exception cref="IOException">There is no room, or the disk is broken.</exception>
    public virtual SafeFileHandle Create(string path, long bytes)
    {
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, preallocationSize: bytes);
        try
        {
            RandomAccess.SetLength(file, bytes);
            return file;
        }
        catch (IOException)
        {
            file.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Writes at a place in a file.</summary>
    public virtual void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(file, bytes, offset);

    /// <summary>Waits until all that was written is on the medium, what was written through memory too.</summary>
    public virtual void Flush(SafeFileHandle file) => RandomAccess.FlushToDisk(file);
}
