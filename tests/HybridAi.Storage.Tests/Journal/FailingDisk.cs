using HybridAi.Storage.Journal;
using Microsoft.Win32.SafeHandles;

namespace HybridAi.Storage.Tests.Journal;

/// <summary>A disk that is full, or broken, when told so.</summary>
internal sealed class FailingDisk : JournalDisk
{
    public bool IsFull { get; set; }

    public bool CannotWrite { get; set; }

    public bool CannotFlush { get; set; }

    public int Flushes { get; private set; }

    public override SafeFileHandle Create(string path, long bytes) => IsFull ? throw new IOException("No space left on device") : base.Create(path, bytes);

    public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        if (CannotWrite)
            throw new IOException("Input/output error");
        base.Write(file, bytes, offset);
    }

    public override void Flush(SafeFileHandle file)
    {
        Flushes++;
        if (CannotFlush)
            throw new IOException("Input/output error");
        base.Flush(file);
    }
}
