using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace HybridAi.Storage.Journal;

/// <summary>
/// One file of the journal. Frames are copied into a small mapped window that moves along the file: the copy itself survives the death of
/// the process, without a system call. Where files cannot be mapped each frame is one write. All writing is under the journal's lock.
/// </summary>
/// <remarks>
/// Each window is filled with zeros by an ordinary write before it is mapped. That is where a file system that does not keep what it
/// reserved says so; touching a mapped page without room behind it would end the process.
/// </remarks>
internal sealed class Segment : IDisposable
{
    private const int WindowSize = 256 * 1024;
    private static readonly byte[] Zeros = new byte[WindowSize];
    private readonly JournalDisk _disk;
    private MemoryMappedFile? _map;
    private MemoryMappedViewAccessor? _window;
    private long _windowStart, _windowEnd;
    private bool _mapped;
    private long _written;

    public Segment(JournalDisk disk, string path, long number, long capacity, bool mapped, DateTimeOffset createdAt)
    {
        (_disk, Path, Number, Capacity, _mapped, CreatedAt) = (disk, path, number, capacity, mapped, createdAt);
        File = disk.Create(path, capacity);
        try
        {
            // A file counts only once something could be written to it.
            if (_mapped)
                MoveWindow(0);
            else
                disk.Write(File, Zeros.AsSpan(0, 1), 0);
        }
        catch (IOException)
        {
            Dispose();
            System.IO.File.Delete(path);
            throw;
        }
    }

    public string Path { get; }

    public long Number { get; }

    public long Capacity { get; }

    public DateTimeOffset CreatedAt { get; }

    public SafeFileHandle File { get; }

    /// <summary>How much is written. Everything before it is whole frames.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>How much of it is in the database. Kept by the drain.</summary>
    public long Drained { get; set; }

    /// <summary>How much room is left.</summary>
    public long Free => Capacity - _written;

    /// <summary>Appends a frame that <see cref="Free"/> has room for.</summary>
    /// <exception cref="IOException">The disk is full or broken; the frame is not part of the file.</exception>
    public void Append(ReadOnlySpan<byte> frame)
    {
        if (_mapped && _written + frame.Length > _windowEnd)
            MoveWindow(frame.Length);
        if (_mapped)
            _window!.SafeMemoryMappedViewHandle.WriteSpan((ulong)(_window.PointerOffset + _written - _windowStart), frame);
        else
            _disk.Write(File, frame, _written);
        Volatile.Write(ref _written, _written + frame.Length);
    }

    /// <summary>Ends writing and gives back the room that was not used.</summary>
    public void Seal()
    {
        Unmap();
        try
        {
            RandomAccess.SetLength(File, _written);
        }
        catch (IOException)
        {
            // The rest stays zeros, which readers pass over; the room comes back when the file is deleted.
            _mapped = false;
        }
    }

    /// <summary>Closes the file. It stays.</summary>
    public void Dispose()
    {
        Unmap();
        File.Dispose();
    }

    private void MoveWindow(int needed)
    {
        CloseWindow();
        var end = Math.Min(Capacity, _written + Math.Max(WindowSize, needed));
        // The rest of the last window was filled with it.
        var filled = Math.Max(_written, _windowEnd);
        _windowEnd = 0;
        for (var at = filled; at < end; at += WindowSize)
            _disk.Write(File, Zeros.AsSpan(0, (int)Math.Min(WindowSize, end - at)), at);
        try
        {
            _map ??= MemoryMappedFile.CreateFromFile(File, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
            _window = _map.CreateViewAccessor(_written, end - _written, MemoryMappedFileAccess.ReadWrite);
            (_windowStart, _windowEnd) = (_written, end);
        }
        catch (Exception exception) when (exception is IOException or NotSupportedException or UnauthorizedAccessException)
        {
            // Some network file systems map nothing. The writes above went well, so frames can be written as well.
            _mapped = false;
        }
    }

    private void Unmap()
    {
        CloseWindow();
        _map?.Dispose();
        _map = null;
        _mapped = false;
    }

    private void CloseWindow()
    {
        // The handle first: closing the accessor would wait for the disk.
        _window?.SafeMemoryMappedViewHandle.Dispose();
        _window?.Dispose();
        _window = null;
    }
}
