using HybridAi.Core.Configuration;
using HybridAi.Gateway.Errors;
using HybridAi.Providers.Wire;
using Microsoft.AspNetCore.Connections;

namespace HybridAi.Gateway.Inference;

/// <summary>A request's body in a pooled buffer, with what a scan of it found.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int FirstBufferBytes = 16 * 1024;

    // The server keeps to itself which of its errors says that the connection has ended; what it says tells.
    private const string CutOff = "Unexpected end of request content.";

    private readonly byte[] _buffer;

    private RequestBody(byte[] buffer, BodyScan scan) => (_buffer, Scan) = (buffer, scan);

    public BodyScan Scan { get; }

    /// <summary>Reads and scans a body.</summary>
    /// <returns>The body, or what is wrong with it.</returns>
    /// <exception cref="ConnectionResetException">The caller hung up in the middle of it, by whatever means.</exception>
    public static async ValueTask<(RequestBody? Body, GatewayError? Error)> ReadAsync(HttpRequest request, ByteSize limit)
    {
        if (!IsJson(request.ContentType))
            return (null, new GatewayError(GatewayErrorCode.UnsupportedMediaType, "Send the body as 'Content-Type: application/json'."));
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && !string.Equals(encoding.ToString(), "identity", StringComparison.OrdinalIgnoreCase))
            return (null, new GatewayError(GatewayErrorCode.UnsupportedMediaType, "Send the body without a Content-Encoding."));
        if (request.ContentLength > limit.Bytes)
            return (null, TooLarge(limit));
        var buffer = BodyBuffers.Rent((int)(request.ContentLength ?? FirstBufferBytes) + 1);
        var keep = false;
        try
        {
            var length = 0;
            int read;
            // The server ends the read when the connection breaks. Cancelled from here, it would find a read in progress when it cleans up.
            while ((read = await request.Body.ReadAsync(buffer.AsMemory(length), CancellationToken.None)) > 0)
            {
                length += read;
                if (length > limit.Bytes)
                    return (null, TooLarge(limit));
                if (length == buffer.Length)
                    buffer = BodyBuffers.Grow(buffer);
            }

            if (BodyScan.TryScan(buffer.AsMemory(0, length), out var error) is not { } scan)
                return (null, GatewayError.Invalid(error!));
            keep = true;
            return (new RequestBody(buffer, scan), null);
        }
        catch (BadHttpRequestException cut) when (cut.Message == CutOff)
        {
            throw new ConnectionResetException(cut.Message, cut);
        }
        catch (BadHttpRequestException bad)
        {
            return (null, bad.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => TooLarge(limit),
                StatusCodes.Status408RequestTimeout => new GatewayError(GatewayErrorCode.BodyTimeout, "The body came too slowly."),
                _ => GatewayError.Invalid($"The body could not be read: {bad.Message}"),
            });
        }
        finally
        {
            if (!keep)
                BodyBuffers.Return(buffer);
        }
    }

    public void Dispose()
    {
        Scan.Dispose();
        BodyBuffers.Return(_buffer);
    }

    // Absent is taken for JSON, as OpenAI does; a charset is ignored, since JSON is UTF-8.
    private static bool IsJson(string? contentType) =>
        contentType is null
        || (contentType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) && (contentType.Length == 16 || contentType[16] is ';' or ' '));

    private static GatewayError TooLarge(ByteSize limit) =>
        new(GatewayErrorCode.BodyTooLarge, $"The body is larger than {limit}; send less, or let an operator raise Gateway:MaxBodySize.");
}
