using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi.Requests;

/// <summary>Reads <c>response_format</c>.</summary>
internal static class FormatReader
{
    public static ApiError? Read(JsonElement value, ProviderProfile profile, ServedModel model, out ResponseFormat format)
    {
        format = ResponseFormat.Text;
        if (RequestFields.Text(value, "type") is not { } kind)
            return RequestFields.Missing(profile, "response_format.type");
        switch (kind)
        {
            case "text":
                return null;
            case "json_object":
                format = new ResponseFormat(FormatKind.JsonObject);
                return null;
            case "json_schema":
                return ReadSchema(value, profile, model, out format);
            default:
                return FieldRule.WrongChoice("response_format.type", kind, ["json_object", "json_schema", "text"]);
        }
    }

    private static ApiError? ReadSchema(JsonElement value, ProviderProfile profile, ServedModel model, out ResponseFormat format)
    {
        format = ResponseFormat.Text;
        if (model.Known && !model.Catalog.StructuredOutput)
        {
            return new ApiError(
                ErrorKind.InvalidRequest,
                "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.", "response_format");
        }

        if (RequestFields.Get(value, "json_schema") is not { } described)
            return RequestFields.Missing(profile, "response_format.json_schema");
        if (described.ValueKind != JsonValueKind.Object)
            return FieldRule.WrongType("response_format.json_schema", "an object", described);
        if (RequestFields.Text(described, "name") is not { } name)
            return RequestFields.Missing(profile, "response_format.json_schema.name");
        if (name.Length is 0 or > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            return ApiError.Invalid("Invalid 'response_format.json_schema.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$' and has at most 64 characters.", "response_format.json_schema.name", "invalid_value");
        if (RequestFields.Get(described, "strict") is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) } strict)
            return FieldRule.WrongType("response_format.json_schema.strict", "a boolean", strict);
        var schema = RequestFields.Get(described, "schema");
        if (schema is { ValueKind: not JsonValueKind.Object } wrong)
            return FieldRule.WrongType("response_format.json_schema.schema", "an object", wrong);
        if (schema is null && RequestFields.Flag(described, "strict") == true)
            return RequestFields.Missing(profile, "response_format.json_schema.schema");
        if (schema is { } given && profile.StrictSchemas && RequestFields.Flag(described, "strict") == true && StrictSchema.Problem(given) is { } problem)
            return ApiError.Invalid($"Invalid schema for response_format '{name}': {problem}", "response_format");
        format = schema is null ? new ResponseFormat(FormatKind.JsonObject) : new ResponseFormat(FormatKind.JsonSchema, schema);
        return null;
    }
}
