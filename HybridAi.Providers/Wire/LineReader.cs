namespace HybridAi.Providers.Wire;

/// <summary>Reads a stream line by line with bounded memory: files of one JSON object a line. A byte-order mark and blank lines are passed over.</summary>
/// <param name="stream">The stream; stays open.</param>
/// <param name="longest">Most bytes of a line, its end not counted.</param>
public sealed class LineReader(Stream stream, int longest)
{
    private const int FirstBufferBytes = 64 * 1024;

    private byte[] _buffer = new byte[FirstBufferBytes];
    private int _start, _end;
    private bool _ended;

    /// <summary>The line's number, from 1 on.</summary>
    public int Number { get; private set; }

    /// <summary>The line without its end; holds until the next is read. Empty if it is too long.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    /// <summary>Whether the line has more bytes than may be.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Reads the next line that is not blank.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>False behind the last.</returns>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        while (await ReadAnyAsync(cancellationToken).ConfigureAwait(false))
        {
            if (Number == 1 && Line.Span.StartsWith("\uFEFF"u8))
                Line = Line[3..];
            if (IsTooLong || Line.Span.IndexOfAnyExcept(" \t\r"u8) >= 0)
                return true;
        }

        return false;
    }

    private async ValueTask<bool> ReadAnyAsync(CancellationToken cancellationToken)
    {
        (IsTooLong, Line) = (false, default);
        var searched = _start;
        while (true)
        {
            var found = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (found >= 0 || (_ended && (_end > _start || IsTooLong)))
            {
                Take(found >= 0 ? searched + found : _end, found >= 0);
                return true;
            }

            if (_ended)
                return false;
            if (_end - _start > longest)
                (IsTooLong, _start, _end) = (true, 0, 0);
            searched = await FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Take(int end, bool hasEnd)
    {
        Number++;
        var line = _buffer.AsMemory(_start, end - _start);
        _start = hasEnd ? end + 1 : end;
        IsTooLong |= line.Length > longest;
        Line = IsTooLong ? default : line;
    }

    // Where what is new begins.
    private async ValueTask<int> FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        var searched = _end;
        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += read;
        _ended = read == 0;
        return searched;
    }
}
