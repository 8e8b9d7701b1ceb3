using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using HybridAi.Client.Serialization;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Endpoints.Management;

/// <summary>Reads the JSON object that a management request carries, and says exactly what is wrong with it if something is.</summary>
internal static class RequestDocument
{
    public const int MaxBytes = 1024 * 1024;

    private static readonly JsonSerializerOptions Strict = new(HybridAiJson.Default.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Reads a document that must be there.</summary>
    public static async Task<Outcome<T>> ReadAsync<T>(HttpContext http, CancellationToken cancellationToken)
        where T : class
    {
        if ((await ParseAsync(http, cancellationToken)).Failed(out var error, out var json))
            return error;
        using (json)
            return Bind<T>(json.RootElement);
    }

    /// <summary>Reads a document all of whose fields may be left out, and so the document too.</summary>
    public static async Task<Outcome<T>> ReadOptionalAsync<T>(HttpContext http, CancellationToken cancellationToken)
        where T : class, new() =>
        http.Request.ContentType is null && http.Request.ContentLength is null or 0 && http.Request.Headers.TransferEncoding.Count == 0
            ? new T()
            : await ReadAsync<T>(http, cancellationToken);

    /// <summary>
    /// Reads a change of a document. Fields of the document that cannot be changed may be sent along as they stand, so that what was read can
    /// be edited and sent back whole.
    /// </summary>
    public static async Task<Outcome<T>> ReadChangeAsync<T, TDocument>(HttpContext http, TDocument current, CancellationToken cancellationToken)
        where T : class
    {
        if ((await ParseAsync(http, cancellationToken)).Failed(out var error, out var json))
            return error;
        using (json)
        {
            var standing = JsonSerializer.SerializeToElement(current, HybridAiJson.Default.Options.GetTypeInfo(typeof(TDocument)));
            var changeable = Strict.GetTypeInfo(typeof(T)).Properties.Select(property => property.Name).ToHashSet(StringComparer.Ordinal);
            var change = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            foreach (var field in json.RootElement.EnumerateObject())
            {
                if (changeable.Contains(field.Name) || !standing.TryGetProperty(field.Name, out var stands))
                    change.Add(field.Name, field.Value);
                else if (!JsonElement.DeepEquals(field.Value, stands))
                    return ApiError.Invalid(field.Name, "cannot be changed: leave it out, or send it as it is");
            }
            return Bind<T>(JsonSerializer.SerializeToElement(change, DocumentJson.Default.DictionaryStringJsonElement));
        }
    }

    private static async Task<Outcome<JsonDocument>> ParseAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (!http.Request.HasJsonContentType())
            return new ApiError(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "Send JSON with the header 'Content-Type: application/json'.");
        if ((await ReadBytesAsync(http, cancellationToken)).Failed(out var error, out var bytes))
            return error;
        if (bytes.Length == 0)
            return new ApiError(StatusCodes.Status400BadRequest, "missing_body", "Send a JSON object as the request's body.");
        try
        {
            var json = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (json.RootElement.ValueKind == JsonValueKind.Object)
                return json;
            json.Dispose();
            return new ApiError(StatusCodes.Status400BadRequest, "invalid_json", "The request's body must be a JSON object.");
        }
        catch (JsonException e)
        {
            return new ApiError(StatusCodes.Status400BadRequest, "invalid_json", $"The request's body is not valid JSON: {ApiError.Shorten(JsonFault.Describe(e))}.");
        }
    }

    private static async Task<Outcome<ReadOnlyMemory<byte>>> ReadBytesAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (http.Request.ContentLength > MaxBytes)
            return TooLarge(http);
        var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await http.Request.Body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > MaxBytes)
                return TooLarge(http);
            buffer.Write(chunk, 0, read);
        }
        return (ReadOnlyMemory<byte>)buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static ApiError TooLarge(HttpContext http)
    {
        // The rest of the body is not worth reading.
        http.Response.Headers.Connection = "close";
        return new ApiError(StatusCodes.Status413PayloadTooLarge, "body_too_large", "The request's body must have at most 1 MiB.");
    }

    private static Outcome<T> Bind<T>(JsonElement json)
        where T : class
    {
        var info = (JsonTypeInfo<T>)Strict.GetTypeInfo(typeof(T));
        try
        {
            return json.Deserialize(info)!;
        }
        catch (JsonException e)
        {
            return FieldProblem.Of(e, info);
        }
    }
}

[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
internal sealed partial class DocumentJson : JsonSerializerContext;
