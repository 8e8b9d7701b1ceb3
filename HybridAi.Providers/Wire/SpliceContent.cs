using System.Net;
using System.Net.Http.Headers;

namespace HybridAi.Providers.Wire;

/// <summary>Sends a <see cref="BodySplice"/>, as JSON unless said otherwise.</summary>
internal sealed class SpliceContent : HttpContent
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly BodySplice _body;

    public SpliceContent(BodySplice body, string? contentType = null)
    {
        _body = body;
        if (contentType is null)
            Headers.ContentType = Json;
        else
            Headers.TryAddWithoutValidation("Content-Type", contentType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        for (var i = 0; i < _body.Count; i++)
            await stream.WriteAsync(_body.Slices[i], cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
