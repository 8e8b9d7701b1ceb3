using System.Threading.Channels;

namespace HybridAi.Core.Caching;

/// <summary>Writes to a level outside of the process, off the request's path. What finds no room any more is dropped, and counted: the level then has one answer less.</summary>
internal sealed class CacheWriteQueue : IAsyncDisposable
{
    // A server that takes 1 ms is given 4,000 answers a second.
    private const int Writers = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Channel<CachedAnswer> _queue;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _writing;
    private readonly Func<CachedAnswer, CancellationToken, ValueTask> _write;
    private readonly long _mostBytes;
    private readonly TimeProvider _time;
    private long _waiting, _bytes, _dropped;

    /// <param name="most">How many may wait.</param>
    /// <param name="mostBytes">How many bytes may wait.</param>
    /// <param name="time">The clock.</param>
    /// <param name="write">Writes one; never throws but for the token.</param>
    public CacheWriteQueue(int most, long mostBytes, TimeProvider time, Func<CachedAnswer, CancellationToken, ValueTask> write)
    {
        (_mostBytes, _time, _write) = (mostBytes, time, write);
        _queue = Channel.CreateBounded<CachedAnswer>(most);
        _writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(WriteAsync)));
    }

    /// <summary>How many wait or are being written.</summary>
    public long Waiting => Interlocked.Read(ref _waiting);

    public long Dropped => Interlocked.Read(ref _dropped);

    public void Add(CachedAnswer answer)
    {
        var size = answer.Size;
        Interlocked.Increment(ref _waiting);
        if (Interlocked.Add(ref _bytes, size) <= _mostBytes && _queue.Writer.TryWrite(answer))
            return;
        Leave(size);
        Interlocked.Increment(ref _dropped);
    }

    /// <summary>Writes what waits, for a moment, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        try
        {
            await _writing.WaitAsync(Patience, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            await _writing.ConfigureAwait(false);
        }

        _stop.Dispose();
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var answer in _queue.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
            {
                try
                {
                    await _write(answer, _stop.Token).ConfigureAwait(false);
                }
                finally
                {
                    Leave(answer.Size);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The process ends; what it did not come to write is a miss later.
        }
    }

    private void Leave(long size)
    {
        Interlocked.Add(ref _bytes, -size);
        Interlocked.Decrement(ref _waiting);
    }
}
