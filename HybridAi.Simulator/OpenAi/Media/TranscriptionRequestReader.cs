using System.Globalization;
using System.Text;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Profiles;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace HybridAi.Simulator.OpenAi.Media;

/// <summary>Reads a form with a file to transcribe as strictly as the provider would.</summary>
internal static class TranscriptionRequestReader
{
    private const int MostFileBytes = 25 * 1024 * 1024;

    private static readonly string[] Extensions = ["flac", "m4a", "mp3", "mp4", "mpeg", "mpga", "oga", "ogg", "wav", "webm"];

    /// <summary>Takes a form apart.</summary>
    /// <returns>Its fields in their order, those with a file's name apart; or what is wrong.</returns>
    public static async Task<(List<KeyValuePair<string, string>> Fields, (string Name, byte[] Bytes)? File, ApiError? Error)> ReadFormAsync(Exchange exchange)
    {
        var fields = new List<KeyValuePair<string, string>>();
        (string, byte[])? file = null;
        if (!MediaTypeHeaderValue.TryParse(exchange.Http.Request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 } boundary)
            return (fields, null, new ApiError(ErrorKind.UnsupportedMediaType, "Content-Type must be multipart/form-data with a boundary."));
        try
        {
            var reader = new MultipartReader(boundary.ToString(), new MemoryStream(exchange.Entry.Body));
            while (await reader.ReadNextSectionAsync(exchange.Aborted) is { } section)
            {
                using var content = new MemoryStream();
                await section.Body.CopyToAsync(content, exchange.Aborted);
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) || disposition.Name.Length == 0)
                    return (fields, null, ApiError.Invalid("Could not parse multipart form: a part has no name."));
                var name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
                if (disposition.FileName.Length == 0)
                    fields.Add(new(name, Encoding.UTF8.GetString(content.ToArray())));
                else if (name != "file" || file is not null)
                    return (fields, null, ApiError.Invalid($"Unexpected file '{name}'.", name));
                else
                    file = (HeaderUtilities.RemoveQuotes(disposition.FileName).ToString(), content.ToArray());
            }
        }
        catch (Exception malformed) when (malformed is IOException or InvalidDataException)
        {
            return (fields, null, ApiError.Invalid("Could not parse multipart form"));
        }

        return (fields, file, null);
    }

    public static ApiError? Read(
        Exchange exchange, string? deployment, List<KeyValuePair<string, string>> fields, (string Name, byte[] Bytes)? file, out TranscriptionRequest? request)
    {
        request = null;
        foreach (var (name, _) in fields)
        {
            var bracket = name.IndexOf('[', StringComparison.Ordinal);
            if (!exchange.Profile.TranscriptionFields!.Contains(bracket < 0 ? name : name[..bracket]))
                return ApiError.Invalid(string.Format(CultureInfo.InvariantCulture, exchange.Profile.UnknownFieldMessage, name), name, exchange.Profile.UnknownFieldCode);
            if (bracket < 0 && fields.Count(other => other.Key == name) > 1)
                return ApiError.Invalid($"Duplicate field '{name}'.", name);
        }

        if (MediaCall.FindModel(exchange, deployment ?? Value("model"), "transcription", out var model) is { } wrongModel)
            return wrongModel;
        if (file is not var (fileName, bytes))
            return OpenAi.Requests.RequestFields.Missing(exchange.Profile, "file");
        if (bytes.Length == 0 || !Extensions.Contains(Path.GetExtension(fileName).TrimStart('.').ToLowerInvariant()))
            return ApiError.Invalid($"Invalid file format. Supported formats: [{string.Join(", ", Extensions.Select(each => $"'{each}'"))}]", "file");
        if (bytes.Length > MostFileBytes)
            return new ApiError(ErrorKind.BodyTooLarge, $"Maximum content size limit ({MostFileBytes}) exceeded ({bytes.Length} bytes read)");
        var whisper = model!.Catalog.Id.StartsWith("whisper", StringComparison.Ordinal);
        string[] formats = !whisper ? ["json"] : exchange.Profile.Name == "groq" ? ["json", "text", "verbose_json"] : ["json", "text", "srt", "verbose_json", "vtt"];
        var format = Value("response_format") ?? "json";
        if (!formats.Contains(format))
            return FieldRule.WrongChoice("response_format", format, formats);
        if (fields.Exists(field => field.Key.StartsWith("timestamp_granularities", StringComparison.Ordinal)) && format != "verbose_json")
            return ApiError.Invalid("timestamp_granularities needs response_format 'verbose_json'.", "timestamp_granularities");
        if (Value("temperature") is { } heat && !(double.TryParse(heat, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 1))
            return ApiError.Invalid($"Invalid 'temperature': {heat}.", "temperature", "invalid_value");
        if (Value("stream") is { } stream and not ("true" or "false"))
            return FieldRule.WrongChoice("stream", stream, ["true", "false"]);
        // Whisper takes the wish for a stream and does not stream.
        request = new TranscriptionRequest(model, bytes, Value("prompt") ?? "", format, Value("stream") == "true" && !whisper, Value("language"));
        return null;

        string? Value(string name) => fields.Find(field => field.Key == name).Value;
    }
}
