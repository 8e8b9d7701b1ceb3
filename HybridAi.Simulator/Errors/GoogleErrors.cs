using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace HybridAi.Simulator.Errors;

/// <summary>Google's errors: <c>{error:{code,message,status,details}}</c>, in a list where an endpoint answers in lists.</summary>
internal static class GoogleErrors
{
    private const string Service = "generativelanguage.googleapis.com";
    private const string Invalid = "INVALID_ARGUMENT";

    public static readonly FrozenDictionary<ErrorKind, ErrorRow> Rows = new Dictionary<ErrorKind, ErrorRow>
    {
        [ErrorKind.Validation] = new(400, Invalid),
        [ErrorKind.InvalidRequest] = new(400, Invalid),
        [ErrorKind.InvalidJson] = new(400, Invalid),
        [ErrorKind.UnsupportedMediaType] = new(400, Invalid),
        [ErrorKind.ContextLength] = new(400, Invalid),
        [ErrorKind.ContentFilter] = new(400, Invalid),
        [ErrorKind.MissingKey] = new(403, "PERMISSION_DENIED"),
        [ErrorKind.BadKey] = new(400, Invalid, "API_KEY_INVALID"),
        [ErrorKind.Permission] = new(403, "PERMISSION_DENIED"),
        [ErrorKind.ModelNotFound] = new(404, "NOT_FOUND"),
        [ErrorKind.PathNotFound] = new(404, "NOT_FOUND"),
        [ErrorKind.MethodNotAllowed] = new(404, "NOT_FOUND"),
        [ErrorKind.BodyTooLarge] = new(400, Invalid),
        [ErrorKind.Quota] = new(429, "RESOURCE_EXHAUSTED"),
        [ErrorKind.RateLimit] = new(429, "RESOURCE_EXHAUSTED"),
        [ErrorKind.Timeout] = new(504, "DEADLINE_EXCEEDED"),
        [ErrorKind.ServerError] = new(500, "INTERNAL"),
        [ErrorKind.BadGateway] = new(502, "UNAVAILABLE"),
        [ErrorKind.Overloaded] = new(503, "UNAVAILABLE"),
    }.ToFrozenDictionary();

    /// <summary>The compatible endpoint knows its callers by another header, whose lack is a fault of form.</summary>
    public static readonly FrozenDictionary<ErrorKind, ErrorRow> CompatibleRows =
        new Dictionary<ErrorKind, ErrorRow>(Rows) { [ErrorKind.MissingKey] = new(400, Invalid) }.ToFrozenDictionary();

    public static void Write(Utf8JsonWriter json, ApiError error, ErrorRow row)
    {
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteNumber("code"u8, row.Status);
        json.WriteString("message"u8, error.Message);
        json.WriteString("status"u8, row.Status == 401 ? "UNAUTHENTICATED" : row.Type);
        WriteDetails(json, error);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>In a list of one.</summary>
    public static void WriteList(Utf8JsonWriter json, ApiError error, ErrorRow row)
    {
        json.WriteStartArray();
        Write(json, error, row);
        json.WriteEndArray();
    }

    /// <summary>The compatible endpoint: in a list of one, except when the server itself is in trouble.</summary>
    public static void WriteCompatible(Utf8JsonWriter json, ApiError error, ErrorRow row)
    {
        if (row.Status < 500)
            WriteList(json, error, row);
        else
            Write(json, error, row);
    }

    private static void WriteDetails(Utf8JsonWriter json, ApiError error)
    {
        switch (error.Kind)
        {
            case ErrorKind.Validation:
                WriteViolations(json, error);
                break;
            case ErrorKind.BadKey:
                json.WriteStartArray("details"u8);
                json.WriteStartObject();
                json.WriteString("@type"u8, "type.googleapis.com/google.rpc.ErrorInfo"u8);
                json.WriteString("reason"u8, "API_KEY_INVALID"u8);
                json.WriteString("domain"u8, "googleapis.com"u8);
                json.WriteStartObject("metadata"u8);
                json.WriteString("service"u8, Service);
                json.WriteEndObject();
                json.WriteEndObject();
                json.WriteEndArray();
                break;
            case ErrorKind.RateLimit or ErrorKind.Quota:
                WriteQuota(json, error);
                break;
            default:
                break;
        }
    }

    private static void WriteViolations(Utf8JsonWriter json, ApiError error)
    {
        // A name that is not known belongs to the message that it was in.
        var unknownAtRoot = error.Code == "unknown_name";
        var violations = error.Violations.Count > 0 ? error.Violations : [new FieldViolation(unknownAtRoot ? "" : error.Param ?? "", error.Message)];
        json.WriteStartArray("details"u8);
        json.WriteStartObject();
        json.WriteString("@type"u8, "type.googleapis.com/google.rpc.BadRequest"u8);
        json.WriteStartArray("fieldViolations"u8);
        foreach (var violation in violations)
        {
            json.WriteStartObject();
            if (violation.Field.Length > 0)
                json.WriteString("field"u8, violation.Field);
            json.WriteString("description"u8, violation.Description);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteQuota(Utf8JsonWriter json, ApiError error)
    {
        var daily = error.Kind == ErrorKind.Quota;
        json.WriteStartArray("details"u8);
        json.WriteStartObject();
        json.WriteString("@type"u8, "type.googleapis.com/google.rpc.QuotaFailure"u8);
        json.WriteStartArray("violations"u8);
        json.WriteStartObject();
        json.WriteString("quotaMetric"u8, $"{Service}/generate_requests");
        json.WriteString("quotaId"u8, daily ? "GenerateRequestsPerDayPerProjectPerModel" : "GenerateRequestsPerMinutePerProjectPerModel");
        json.WriteStartObject("quotaDimensions"u8);
        json.WriteString("location"u8, "global"u8);
        json.WriteEndObject();
        json.WriteString("quotaValue"u8, daily ? "1500" : "60");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("@type"u8, "type.googleapis.com/google.rpc.Help"u8);
        json.WriteStartArray("links"u8);
        json.WriteStartObject();
        json.WriteString("description"u8, "Learn more about Gemini API quotas"u8);
        json.WriteString("url"u8, "https://ai.google.dev/gemini-api/docs/rate-limits"u8);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        if (error.RetryAfterSeconds is { } wait)
        {
            json.WriteStartObject();
            json.WriteString("@type"u8, "type.googleapis.com/google.rpc.RetryInfo"u8);
            json.WriteString("retryDelay"u8, string.Create(CultureInfo.InvariantCulture, $"{wait:0.#########}s"));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
