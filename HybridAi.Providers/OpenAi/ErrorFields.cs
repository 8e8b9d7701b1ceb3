using System.Text.Json;

namespace HybridAi.Providers.OpenAi;

/// <summary>What an error body says, whatever its shape.</summary>
internal readonly record struct ErrorFields(string? Message, string? Type, string? Code, string? Param, int StatusCode, bool IsOpenAiShape)
{
    public static ErrorFields From(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() == 1)
            return From(root[0]) with { IsOpenAiShape = false };
        if (root.ValueKind != JsonValueKind.Object)
            return default;
        var status = Member(root, "status_code") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : 0;
        if (Member(root, "x_groq") is { ValueKind: JsonValueKind.Object } groq && Member(groq, "error") is { } groqError)
            return FromError(groqError) with { StatusCode = status };
        if (Member(root, "error") is { } error)
            return FromError(error) with { StatusCode = status };
        // The last event of a failed response; the error event of the same streams is flat.
        if (Member(root, "response") is { ValueKind: JsonValueKind.Object } response && Member(response, "error") is { } responseError)
            return FromError(responseError) with { StatusCode = status, IsOpenAiShape = false };
        if (Member(root, "type") is { ValueKind: JsonValueKind.String } type && type.ValueEquals("error"u8))
            return Flat(root) with { Type = null, StatusCode = status };
        if (Member(root, "detail") is { } detail)
            return new ErrorFields(Detail(detail), "invalid_request_error", null, null, status, false);
        return Flat(root) with { StatusCode = status };
    }

    private static ErrorFields FromError(JsonElement error)
    {
        if (error.ValueKind == JsonValueKind.String)
            return new ErrorFields(NullIfEmpty(error.GetString()), null, null, null, 0, false);
        if (error.ValueKind != JsonValueKind.Object)
            return default;
        var fields = Flat(error);
        return fields with
        {
            IsOpenAiShape = IsText(error, "message") && IsText(error, "type")
                && (Member(error, "code") is null || IsText(error, "code")) && (Member(error, "param") is null || IsText(error, "param")),
            // Google names the kind in 'status' and the reason in one of the details.
            Type = fields.Type ?? (IsText(error, "status") ? Text(error, "status") : null),
            Code = Reason(error) ?? fields.Code,
        };
    }

    private static string? Reason(JsonElement error) => Member(error, "details") is { ValueKind: JsonValueKind.Array } details
        ? details.EnumerateArray().Where(detail => detail.ValueKind == JsonValueKind.Object && IsText(detail, "reason"))
            .Select(detail => Text(detail, "reason")).FirstOrDefault()
        : null;

    private static ErrorFields Flat(JsonElement error) => error.ValueKind != JsonValueKind.Object
        ? default
        : new ErrorFields(Text(error, "message"), Text(error, "type"), Text(error, "code"), Text(error, "param"), 0, false);

    // Mistral, FastAPI: a list of {loc, msg, type}, or a text.
    private static string? Detail(JsonElement detail) => detail.ValueKind switch
    {
        JsonValueKind.String => NullIfEmpty(detail.GetString()),
        JsonValueKind.Array => NullIfEmpty(string.Join("; ", detail.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).Take(8).Select(
            item => Member(item, "loc") is { ValueKind: JsonValueKind.Array } loc
                ? $"{string.Join('.', loc.EnumerateArray().Select(part => part.ToString()))}: {Text(item, "msg")}"
                : Text(item, "msg")))),
        _ => null,
    };

    private static string? Text(JsonElement element, string name) => Member(element, name) switch
    {
        { ValueKind: JsonValueKind.String } text => NullIfEmpty(text.GetString()),
        { ValueKind: JsonValueKind.Number or JsonValueKind.Object } other => other.GetRawText(),
        _ => null,
    };

    private static bool IsText(JsonElement element, string name) => Member(element, name) is { ValueKind: JsonValueKind.String };

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static JsonElement? Member(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
