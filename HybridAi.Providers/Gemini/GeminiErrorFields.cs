using System.Globalization;
using System.Text.Json;

namespace HybridAi.Providers.Gemini;

/// <summary>What an error object says; its details are google.rpc messages (ErrorInfo, BadRequest, QuotaFailure, RetryInfo).</summary>
internal sealed record GeminiErrorFields
{
    private const double LongestDelaySeconds = 7 * 24 * 3600;

    private static readonly GeminiErrorFields Nothing = new();

    public string? Message { get; init; }

    public string? StatusName { get; init; }

    public int HttpStatus { get; init; }

    public string? Reason { get; init; }

    public string? Field { get; init; }

    public TimeSpan? RetryDelay { get; init; }

    public bool IsQuotaSpent { get; init; }

    /// <summary>Of a body, which may be anything.</summary>
    public static GeminiErrorFields Of(ReadOnlySpan<byte> body) => Read(body, Unwrap);

    /// <summary>Of what stands behind <c>error</c>.</summary>
    public static GeminiErrorFields OfError(ReadOnlySpan<byte> error) => Read(error, From);

    private static GeminiErrorFields Read(ReadOnlySpan<byte> json, Func<JsonElement, GeminiErrorFields> read)
    {
        try
        {
            using var document = GeminiJson.Document(json);
            return read(document.RootElement);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return Nothing;
        }
    }

    private static GeminiErrorFields Unwrap(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
            root = root[0];
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out var error) ? From(error) : Nothing;
    }

    private static GeminiErrorFields From(JsonElement error)
    {
        if (error.ValueKind == JsonValueKind.String)
            return new GeminiErrorFields { Message = NullIfEmpty(error.GetString()) };
        var fields = new GeminiErrorFields
        {
            Message = NullIfEmpty(error.Text("message")),
            StatusName = NullIfEmpty(error.Text("status")),
            HttpStatus = error.Number("code") is { } code and >= 100 and < 600 ? code : 0,
        };
        foreach (var detail in error.Items("details"))
            fields = fields.With(detail);
        return fields;
    }

    private GeminiErrorFields With(JsonElement detail)
    {
        var (field, isSpent) = (Field, IsQuotaSpent);
        foreach (var violation in detail.Items("fieldViolations"))
            field ??= violation.Text("field");
        foreach (var violation in detail.Items("violations"))
            isSpent |= violation.Text("quotaId")?.Contains("PerDay", StringComparison.Ordinal) == true || violation.Text("quotaValue") == "0";
        return this with
        {
            Reason = Reason ?? detail.Text("reason"),
            Field = field,
            RetryDelay = RetryDelay ?? Delay(detail.Text("retryDelay")),
            IsQuotaSpent = isSpent,
        };
    }

    // Decimal seconds and an 's' (google.protobuf.Duration as JSON).
    private static TimeSpan? Delay(string? text) =>
        text is { Length: > 1 } && text[^1] == 's'
        && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
        && seconds is >= 0 and <= LongestDelaySeconds ? TimeSpan.FromSeconds(seconds) : null;

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
