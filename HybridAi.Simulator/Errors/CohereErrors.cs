using System.Collections.Frozen;
using System.Text.Json;

namespace HybridAi.Simulator.Errors;

/// <summary>Cohere's errors: <c>{id,message}</c>, and the status says the rest.</summary>
internal static class CohereErrors
{
    public static readonly FrozenDictionary<ErrorKind, ErrorRow> Rows = new Dictionary<ErrorKind, ErrorRow>
    {
        [ErrorKind.Validation] = new(422, ""),
        [ErrorKind.InvalidRequest] = new(400, ""),
        [ErrorKind.InvalidJson] = new(400, ""),
        [ErrorKind.UnsupportedMediaType] = new(400, ""),
        [ErrorKind.ContextLength] = new(400, ""),
        [ErrorKind.ContentFilter] = new(498, ""),
        [ErrorKind.MissingKey] = new(401, ""),
        [ErrorKind.BadKey] = new(401, ""),
        [ErrorKind.Permission] = new(403, ""),
        [ErrorKind.ModelNotFound] = new(404, ""),
        [ErrorKind.PathNotFound] = new(404, ""),
        [ErrorKind.MethodNotAllowed] = new(405, ""),
        [ErrorKind.BodyTooLarge] = new(400, ""),
        [ErrorKind.Quota] = new(402, ""),
        [ErrorKind.RateLimit] = new(429, ""),
        [ErrorKind.Timeout] = new(504, ""),
        [ErrorKind.ServerError] = new(500, ""),
        [ErrorKind.BadGateway] = new(502, ""),
        [ErrorKind.Overloaded] = new(503, ""),
    }.ToFrozenDictionary();

    public static void Write(Utf8JsonWriter json, ApiError error, ErrorRow row)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, IdOf(error));
        json.WriteString("message"u8, error.Message);
        json.WriteEndObject();
    }

    // The same error has the same id, so that answers repeat.
    private static string IdOf(ApiError error)
    {
        var meter = new Answers.PromptMeter(5);
        meter.AddHash(error.Message);
        var hash = meter.Hash;
        return $"{hash >> 32:x8}-{(hash >> 16) & 0xFFFF:x4}-4{hash & 0xFFF:x3}-8000-{hash & 0xFFFFFFFFFFFF:x12}";
    }
}
