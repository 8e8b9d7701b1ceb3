using System.Text;
using HybridAi.Core.Configuration;
using HybridAi.Gateway.Errors;
using HybridAi.Storage;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace HybridAi.Gateway.Files;

/// <summary>The form of <c>POST /v1/files</c>: short fields, and one file, which goes to the disk as it comes.</summary>
internal sealed class FileForm : IAsyncDisposable
{
    private const int MostParts = 32;
    private const int LongestField = 64 * 1024;
    private const int LongestBoundary = 128;

    private FileForm()
    {
    }

    /// <summary>The fields but the file, in their order.</summary>
    public Dictionary<string, string> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>The file, at its beginning; null without one.</summary>
    public FileStream? File { get; private set; }

    /// <summary>Its name as the caller gave it.</summary>
    public string FileName { get; private set; } = "file";

    /// <summary>Its media type as the caller gave it, or null.</summary>
    public string? MediaType { get; private set; }

    /// <summary>Reads the form of a request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="limit">The largest file.</param>
    /// <param name="folder">Where the file is put meanwhile.</param>
    public static async Task<(FileForm? Form, GatewayError? Error)> ReadAsync(HttpContext http, ByteSize limit, string folder)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= LongestBoundary } boundary)
            return (null, new GatewayError(GatewayErrorCode.UnsupportedMediaType, "Send the body as 'Content-Type: multipart/form-data; boundary=…'."));
        // Room for the form around the file; the file itself is counted.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = limit.Bytes + (limit.Bytes / 8) + (MostParts * 2 * LongestField);
        var form = new FileForm();
        GatewayError? error;
        try
        {
            error = await form.ReadAsync(new MultipartReader(boundary.ToString(), http.Request.Body), limit, folder, http.RequestAborted);
        }
        catch (BadHttpRequestException bad) when (bad.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            error = TooLarge(limit);
        }
        catch (Exception malformed) when (malformed is InvalidDataException or BadHttpRequestException || (malformed is IOException && !http.RequestAborted.IsCancellationRequested))
        {
            error = GatewayError.Invalid("The body is no whole form: check its boundary and its end.");
        }
        catch (Exception)
        {
            await form.DisposeAsync();
            throw;
        }

        if (error is null)
            return (form, null);
        await form.DisposeAsync();
        return (null, error);
    }

    public ValueTask DisposeAsync() => File?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<GatewayError?> ReadAsync(MultipartReader reader, ByteSize limit, string folder, CancellationToken cancellationToken)
    {
        for (var count = 0; await reader.ReadNextSectionAsync(cancellationToken) is { } section; count++)
        {
            if (count == MostParts)
                return GatewayError.Invalid($"The form has more than {MostParts} fields.");
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) || HeaderUtilities.RemoveQuotes(disposition.Name) is not { Length: > 0 } name)
                return GatewayError.Invalid("A part of the form has no name.");
            var error = name == "file"
                ? await ReadFileAsync(section, disposition, limit, folder, cancellationToken)
                : await ReadFieldAsync(section, name.ToString(), cancellationToken);
            if (error is not null)
                return error;
        }

        return File is null ? GatewayError.Invalid("The field 'file' is missing.", "file")
            : File.Length == 0 ? GatewayError.Invalid("The file is empty.", "file")
            : null;
    }

    private async Task<GatewayError?> ReadFileAsync(
        MultipartSection section, ContentDispositionHeaderValue disposition, ByteSize limit, string folder, CancellationToken cancellationToken)
    {
        if (File is not null)
            return GatewayError.Invalid("The field 'file' is there twice; upload one file at a time.", "file");
        var given = disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.RemoveQuotes(disposition.FileName);
        if (given is { HasValue: true, Length: > 0 })
            FileName = string.Concat(given.ToString().Where(character => !char.IsControl(character)).Take(255));
        MediaType = section.ContentType;
        File = SpooledFile.Create(folder);
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await section.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (File.Length + read > limit.Bytes)
                return TooLarge(limit);
            await KeepAsync(File, buffer.AsMemory(0, read), cancellationToken);
        }

        File.Position = 0;
        return null;
    }

    // A full disk is not the caller's fault.
    private static async Task KeepAsync(FileStream file, ReadOnlyMemory<byte> part, CancellationToken cancellationToken)
    {
        try
        {
            await file.WriteAsync(part, cancellationToken);
        }
        catch (IOException full)
        {
            throw new StorageUnavailableException($"The upload could not be written to the data directory: {full.Message}", full);
        }
    }

    private async Task<GatewayError?> ReadFieldAsync(MultipartSection section, string name, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestField + 1];
        var length = await section.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > LongestField)
            return GatewayError.Invalid($"The field '{Shorten(name)}' must be a short text.", Shorten(name));
        return Fields.TryAdd(name, Encoding.UTF8.GetString(buffer, 0, length)) ? null : GatewayError.Invalid($"The field '{Shorten(name)}' is there twice.", Shorten(name));
    }

    private static string Shorten(string text) => text.Length <= 80 ? text : text[..80];

    private static GatewayError TooLarge(ByteSize limit) =>
        new(GatewayErrorCode.BodyTooLarge, $"The file is larger than {limit}; send less, or let an operator raise Gateway:MaxFileSize.", "file");
}
