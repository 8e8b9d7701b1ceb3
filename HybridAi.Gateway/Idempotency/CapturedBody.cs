using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace HybridAi.Gateway.Idempotency;

/// <summary>A response's body of which a copy is kept, up to a bound. Only what goes through the writer counts, which is where answers go.</summary>
internal sealed class CapturedBody(IHttpResponseBodyFeature inner, long most) : PipeWriter, IHttpResponseBodyFeature
{
    private readonly ArrayBufferWriter<byte> _copy = new();
    private Memory<byte> _lent;

    /// <summary>What was written; null if that is more than the bound.</summary>
    public ReadOnlyMemory<byte>? Written => IsTooLong ? default(ReadOnlyMemory<byte>?) : _copy.WrittenMemory;

    public bool IsTooLong { get; private set; }

    public Stream Stream => inner.Stream;

    public PipeWriter Writer => this;

    public override bool CanGetUnflushedBytes => inner.Writer.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.Writer.UnflushedBytes;

    public override void Advance(int bytes)
    {
        if (_copy.WrittenCount + bytes > most)
            IsTooLong = true;
        else if (!IsTooLong)
            _copy.Write(_lent.Span[..bytes]);
        inner.Writer.Advance(bytes);
        _lent = _lent[bytes..];
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => _lent = inner.Writer.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.Writer.FlushAsync(cancellationToken);

    public override void CancelPendingFlush() => inner.Writer.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Writer.Complete(exception);

    public void DisableBuffering() => inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => inner.SendFileAsync(path, offset, count, cancellationToken);

    public Task CompleteAsync() => inner.CompleteAsync();
}
