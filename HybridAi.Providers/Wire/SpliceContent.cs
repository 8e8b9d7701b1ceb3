using System.Net;
using System.Net.Http.Headers;

namespace HybridAi.Providers.Wire;

/// <summary>Sends a <see cref="BodySplice"/> as a JSON body.</summary>
internal sealed class SpliceContent : HttpContent
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly BodySplice _body;

    public SpliceContent(BodySplice body)
    {
        _body = body;
        Headers.ContentType = Json;
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
