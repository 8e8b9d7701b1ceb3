using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace HybridAi.Gateway.Caching;

/// <summary>A response's body that is recorded. Only what goes through the writer counts, which is where answers go.</summary>
internal sealed class CapturedBody(IHttpResponseBodyFeature inner, AnswerRecording recording) : PipeWriter, IHttpResponseBodyFeature
{
    private Memory<byte> _lent;

    public Stream Stream => inner.Stream;

    public PipeWriter Writer => this;

    public override bool CanGetUnflushedBytes => inner.Writer.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.Writer.UnflushedBytes;

    public override void Advance(int bytes)
    {
        recording.Append(_lent.Span[..bytes]);
        inner.Writer.Advance(bytes);
        _lent = _lent[bytes..];
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => _lent = inner.Writer.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        recording.Publish();
        return inner.Writer.FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush() => inner.Writer.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Writer.Complete(exception);

    public void DisableBuffering() => inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => inner.SendFileAsync(path, offset, count, cancellationToken);

    public Task CompleteAsync() => inner.CompleteAsync();
}
