using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace HybridAi.Storage.Journal;

/// <summary>
/// Reads the frames of a file one after the other. What is damaged is skipped and counted; reading goes on at the next intact frame, so
/// that a flipped bit costs one frame and a torn tail costs itself.
/// </summary>
internal sealed class FrameReader(SafeFileHandle file, long start, long end) : IDisposable
{
    private const int ReadSize = 256 * 1024;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
    private int _first, _last;

    /// <summary>Where the next frame starts in the file.</summary>
    public long Position { get; private set; } = start;

    /// <summary>How many bytes were skipped that were neither frames nor untouched zeros.</summary>
    public long DamagedBytes { get; private set; }

    /// <summary>The current frame, header and all. Good until the next one is read.</summary>
    public ReadOnlySpan<byte> Current => _buffer.AsSpan(_first - CurrentLength, CurrentLength);

    public FrameType Type => (FrameType)Current[3];

    public byte Version => Current[2];

    public ReadOnlySpan<byte> Payload => Current[Frame.HeaderSize..];

    private int CurrentLength { get; set; }

    /// <summary>Goes to the next intact frame.</summary>
    /// <returns>False at the end.</returns>
    public bool MoveNext()
    {
        CurrentLength = 0;
        while (Fill(Frame.HeaderSize))
        {
            var length = Frame.Length(_buffer.AsSpan(_first, Frame.HeaderSize));
            if (length != 0 && Fill(length) && Frame.IsIntact(_buffer.AsSpan(_first, length)))
            {
                Advance(length);
                CurrentLength = length;
                return true;
            }
            SkipToMagic();
        }
        Skip(_last - _first);
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Advance(int count)
    {
        _first += count;
        Position += count;
    }

    private void SkipToMagic()
    {
        var next = _buffer.AsSpan(_first + 1, _last - _first - 1).IndexOf(Frame.Magic);
        // The last byte may be the first half of a magic.
        Skip(next >= 0 ? next + 1 : Math.Max(1, _last - _first - 1));
    }

    private void Skip(int count)
    {
        var skipped = _buffer.AsSpan(_first, count);
        DamagedBytes += skipped.LastIndexOfAnyExcept((byte)0) + 1;
        Advance(count);
    }

    // Makes sure that so many bytes are in the buffer, if the file has them.
    private bool Fill(int count)
    {
        while (_last - _first < count)
        {
            var unread = _buffer.AsSpan(_first, _last - _first);
            var target = _buffer;
            if (count > target.Length)
                target = ArrayPool<byte>.Shared.Rent(count);
            unread.CopyTo(target);
            if (target != _buffer)
                ArrayPool<byte>.Shared.Return(_buffer);
            (_buffer, _first, _last) = (target, 0, unread.Length);
            var room = (int)Math.Min(_buffer.Length - _last, end - Position - _last);
            var read = room <= 0 ? 0 : RandomAccess.Read(file, _buffer.AsSpan(_last, room), Position + _last);
            if (read == 0)
                return false;
            _last += read;
        }
        return true;
    }
}
