using System.Buffers;
using System.IO.Pipelines;
using System.Text;
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

    private byte[] _buffer;

    private RequestBody(byte[] buffer, BodyScan scan, MultipartForm? form) => (_buffer, Scan, Form) = (buffer, scan, form);

    /// <summary>The body; of a form, those of its fields that the gateway reads, as a JSON body has them.</summary>
    public BodyScan Scan { get; private set; }

    /// <summary>The form, where the API takes one.</summary>
    public MultipartForm? Form { get; }

    /// <summary>Reads and scans a body.</summary>
    /// <returns>The body, or what is wrong with it.</returns>
    /// <exception cref="ConnectionResetException">The caller hung up in the middle of it, by whatever means.</exception>
    public static async ValueTask<(RequestBody? Body, GatewayError? Error)> ReadAsync(HttpRequest request, InferenceApi api, ByteSize limit)
    {
        var isForm = api == InferenceApi.Transcriptions;
        if (isForm ? !IsForm(request.ContentType) : !IsJson(request.ContentType))
            return (null, new GatewayError(GatewayErrorCode.UnsupportedMediaType, $"Send the body as 'Content-Type: {(isForm ? "multipart/form-data; boundary=…" : "application/json")}'."));
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && !string.Equals(encoding.ToString(), "identity", StringComparison.OrdinalIgnoreCase))
            return (null, new GatewayError(GatewayErrorCode.UnsupportedMediaType, "Send the body without a Content-Encoding."));
        if (request.ContentLength > limit.Bytes)
            return (null, TooLarge(limit));
        var buffer = BodyBuffers.Rent((int)(request.ContentLength ?? FirstBufferBytes));
        var keep = false;
        try
        {
            // Its pipe instead of its stream: a body that has come with its headers is there without waiting.
            var reader = request.BodyReader;
            var length = 0;
            ReadResult read;
            do
            {
                // The server ends the read when the connection breaks. Cancelled from here, it would find a read in progress when it cleans up.
                if (!reader.TryRead(out read))
                    read = await reader.ReadAsync(CancellationToken.None);
                if (length + read.Buffer.Length > limit.Bytes)
                {
                    reader.AdvanceTo(read.Buffer.End);
                    return (null, TooLarge(limit));
                }

                while (buffer.Length - length < read.Buffer.Length)
                    buffer = BodyBuffers.Grow(buffer);
                read.Buffer.CopyTo(buffer.AsSpan(length));
                length += (int)read.Buffer.Length;
                reader.AdvanceTo(read.Buffer.End);
            }
            while (!read.IsCompleted);

            var (scan, form, error) = isForm ? FormFields.Read(buffer.AsMemory(0, length), request.ContentType!) : Scanned(buffer.AsMemory(0, length));
            if (scan is null)
                return (null, error);
            keep = true;
            return (new RequestBody(buffer, scan, form), null);
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

    /// <summary>Sets a field of a JSON body as if the caller had sent it so.</summary>
    /// <param name="name">The field, plain ASCII.</param>
    /// <param name="value">Its value as JSON, plain ASCII.</param>
    /// <returns>Why it cannot be set, or null.</returns>
    public string? Set(string name, string value)
    {
        var body = Scan.Body.Span;
        // In front of the closing brace. A body has a model, so there is a field to set it off from.
        var (from, to, text) = (body.LastIndexOf((byte)'}'), body.LastIndexOf((byte)'}'), $",\"{name}\":{value}");
        foreach (ref readonly var property in Scan.Properties)
        {
            if (Ascii.Equals(Scan.PlainNameOf(property), name))
                (from, to, text) = (property.ValueStart, property.ValueEnd, value);
        }

        var length = body.Length - (to - from) + text.Length;
        var buffer = BodyBuffers.Rent(length);
        body[..from].CopyTo(buffer);
        Encoding.ASCII.GetBytes(text, buffer.AsSpan(from));
        body[to..].CopyTo(buffer.AsSpan(from + text.Length));
        if (BodyScan.TryScan(buffer.AsMemory(0, length), out var error) is not { } scan)
        {
            BodyBuffers.Return(buffer);
            return error;
        }

        Dispose();
        (_buffer, Scan) = (buffer, scan);
        return null;
    }

    public void Dispose()
    {
        Scan.Dispose();
        BodyBuffers.Return(_buffer);
    }

    private static (BodyScan? Scan, MultipartForm? Form, GatewayError? Error) Scanned(ReadOnlyMemory<byte> body) =>
        (BodyScan.TryScan(body, out var error), null, error is null ? null : GatewayError.Invalid(error));

    // Absent is taken for JSON, as OpenAI does; a charset is ignored, since JSON is UTF-8.
    private static bool IsJson(string? contentType) =>
        contentType is null
        || (contentType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) && (contentType.Length == 16 || contentType[16] is ';' or ' '));

    private static bool IsForm(string? contentType) => contentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true;

    private static GatewayError TooLarge(ByteSize limit) =>
        new(GatewayErrorCode.BodyTooLarge, $"The body is larger than {limit}; send less, or let an operator raise Gateway:MaxBodySize.");
}
