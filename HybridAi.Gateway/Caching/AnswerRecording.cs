namespace HybridAi.Gateway.Caching;

/// <summary>
/// What is written to a caller, up to a bound; others can read it from its beginning at their own pace while it grows, and nobody waits for them. Beyond the bound only
/// the newest part is there, and only if somebody reads: who is farther behind has lost the rest. Written to by one at a time.
/// </summary>
internal sealed class AnswerRecording(long most)
{
    private const int FirstBytes = 8 * 1024;

    private readonly Lock _lock = new();
    private byte[] _bytes = [];
    private TaskCompletionSource? _news;
    private long _most = most;
    private long _written;
    private long _published;
    private bool _isOver;
    private bool _isRing;
    private int _users = 1;

    /// <summary>Whether more was written than the bound.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>How much was written.</summary>
    public long Length => Interlocked.Read(ref _written);

    /// <summary>Raises the bound, before anything is written.</summary>
    public void Raise(long most) => _most = Math.Max(_most, most);

    /// <summary>Adds what was written; it can be read once it is published. Behind the end nothing is added.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (_isOver)
                return;
            if (!IsTooLong && _written + bytes.Length > _most)
                OverflowUnderLock();
            if (!IsTooLong)
            {
                GrowUnderLock((int)_written + bytes.Length);
                bytes.CopyTo(_bytes.AsSpan((int)_written));
            }
            else if (_bytes.Length > 0)
                AppendRingUnderLock(bytes);

            _written += bytes.Length;
        }
    }

    /// <summary>Lets others read what was added.</summary>
    public void Publish()
    {
        TaskCompletionSource? news;
        lock (_lock)
        {
            if (_published == _written && !_isOver)
                return;
            _published = _written;
            (news, _news) = (_news, null);
        }

        news?.TrySetResult();
    }

    /// <summary>Says that nothing more comes.</summary>
    public void Finish()
    {
        lock (_lock)
            _isOver = true;
        Publish();
    }

    /// <summary>All that was written, and what comes behind it.</summary>
    /// <param name="last">What comes behind it.</param>
    /// <param name="mostBytes">The most that both may be together.</param>
    /// <returns>Null if that is more.</returns>
    public ReadOnlyMemory<byte>? WholeWith(ReadOnlySpan<byte> last, long mostBytes)
    {
        lock (_lock)
        {
            if (IsTooLong || _written + last.Length > mostBytes)
                return null;
            var whole = GC.AllocateUninitializedArray<byte>((int)_written + last.Length);
            _bytes.AsSpan(0, (int)_written).CopyTo(whole);
            last.CopyTo(whole.AsSpan((int)_written));
            return whole;
        }
    }

    /// <summary>Copies what there is from a place on.</summary>
    /// <param name="from">The place: how much was read so far.</param>
    /// <param name="output">Where to.</param>
    /// <param name="isOver">Whether that was all that there will be.</param>
    /// <returns>How much there was; below 0: it is there no longer.</returns>
    public int Read(long from, Span<byte> output, out bool isOver)
    {
        lock (_lock)
        {
            isOver = false;
            if (IsTooLong && from < _written - _bytes.Length)
                return -1;
            var count = (int)Math.Min(_published - from, output.Length);
            for (var copied = 0; copied < count;)
            {
                var at = IsTooLong ? (int)((from + copied) % _bytes.Length) : (int)from + copied;
                var piece = Math.Min(count - copied, _bytes.Length - at);
                _bytes.AsSpan(at, piece).CopyTo(output[copied..]);
                copied += piece;
            }

            isOver = _isOver && from + count == _published;
            return count;
        }
    }

    /// <summary>Completes when there is more than was read, or nothing more comes.</summary>
    public Task NewsAsync(long from)
    {
        lock (_lock)
        {
            return _published > from || _isOver ? Task.CompletedTask : (_news ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Begins to read; whoever could ends it with <see cref="Release"/>.</summary>
    /// <returns>False if its beginning is gone.</returns>
    public bool TryUse()
    {
        lock (_lock)
        {
            if (IsTooLong || _users == 0)
                return false;
            _users++;
            return true;
        }
    }

    /// <summary>Ends a reading, or the writing. The last one gives the buffer back.</summary>
    public void Release()
    {
        lock (_lock)
        {
            if (--_users == 0)
                DropUnderLock();
        }
    }

    private void GrowUnderLock(int length)
    {
        if (_bytes.Length >= length)
            return;
        var larger = BodyBuffers.Rent(Math.Max(length, Math.Max(FirstBytes, _bytes.Length * 2)));
        _bytes.AsSpan(0, (int)_written).CopyTo(larger);
        DropUnderLock();
        _bytes = larger;
    }

    // From here on the buffer is a ring of as many bytes as may be kept, in which a byte stands at its place modulo the length; without readers it is none.
    private void OverflowUnderLock()
    {
        IsTooLong = true;
        var ring = _users > 1 ? GC.AllocateUninitializedArray<byte>((int)_most) : [];
        if (ring.Length > 0)
            _bytes.AsSpan(0, (int)_written).CopyTo(ring);
        DropUnderLock();
        (_bytes, _isRing) = (ring, true);
    }

    private void AppendRingUnderLock(ReadOnlySpan<byte> bytes)
    {
        var skipped = Math.Max(0, bytes.Length - _bytes.Length);
        var at = (int)((_written + skipped) % _bytes.Length);
        bytes = bytes[skipped..];
        var first = Math.Min(bytes.Length, _bytes.Length - at);
        bytes[..first].CopyTo(_bytes.AsSpan(at));
        bytes[first..].CopyTo(_bytes);
    }

    private void DropUnderLock()
    {
        if (_bytes.Length > 0 && !_isRing)
            BodyBuffers.Return(_bytes);
        (_bytes, _isRing) = ([], false);
    }
}
