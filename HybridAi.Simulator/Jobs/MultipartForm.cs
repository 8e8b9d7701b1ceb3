using HybridAi.Simulator.Errors;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace HybridAi.Simulator.Jobs;

/// <summary>An upload: fields, and one file.</summary>
internal sealed class MultipartForm
{
    private const int MostSections = 32;
    private const int MostFieldBytes = 16 * 1024;

    public Dictionary<string, string> Fields { get; } = new(StringComparer.Ordinal);

    public string FileName { get; private set; } = "";

    public string? MediaType { get; private set; }

    /// <summary>The file; null without one.</summary>
    public byte[]? Content { get; private set; }

    public static async Task<(MultipartForm? Form, ApiError? Error)> ReadAsync(string? contentType, byte[] body)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 128 } boundary)
            return (null, new ApiError(ErrorKind.UnsupportedMediaType, "Invalid Content-Type header. Expected multipart/form-data with a boundary."));
        var form = new MultipartForm();
        try
        {
            var reader = new MultipartReader(boundary.ToString(), new MemoryStream(body, writable: false));
            for (var count = 0; await reader.ReadNextSectionAsync() is { } section; count++)
            {
                if (count == MostSections)
                    return (null, ApiError.Invalid("The form has too many parts."));
                if (await form.AddAsync(section) is { } error)
                    return (null, error);
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or FormatException)
        {
            return (null, ApiError.Invalid("Could not parse multipart form."));
        }

        return (form, null);
    }

    private async Task<ApiError?> AddAsync(MultipartSection section)
    {
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
            || HeaderUtilities.RemoveQuotes(disposition.Name) is not { Length: > 0 } quoted)
            return ApiError.Invalid("Could not parse multipart form.");
        var name = quoted.ToString();
        using var content = new MemoryStream();
        await section.Body.CopyToAsync(content);
        if (name != "file")
        {
            if (content.Length > MostFieldBytes)
                return ApiError.Invalid($"Invalid '{name}': too long.", name);
            return Fields.TryAdd(name, System.Text.Encoding.UTF8.GetString(content.ToArray()))
                ? null
                : ApiError.Invalid($"Duplicate parameter: '{name}'.", name, "duplicate_parameter");
        }

        if (Content is not null)
            return ApiError.Invalid("Duplicate parameter: 'file'.", name, "duplicate_parameter");
        var file = disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.RemoveQuotes(disposition.FileName);
        (FileName, MediaType, Content) = (file.HasValue ? file.ToString() : "file", section.ContentType, content.ToArray());
        return null;
    }
}
