using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.OpenAi.Requests;

namespace HybridAi.Simulator.Cohere.Requests;

/// <summary>Reads <c>response_format</c>.</summary>
internal static class FormatReader
{
    public static ApiError? Read(JsonElement body, ServedModel model, bool withTools, out ResponseFormat format)
    {
        format = ResponseFormat.Text;
        if (RequestFields.Get(body, "response_format") is not { } given)
            return null;
        if (CohereFields.Known(given, "response_format", "type", "json_schema") is { } unknown)
            return unknown;
        var type = RequestFields.Text(given, "type");
        var schema = RequestFields.Get(given, "json_schema");
        if (type == "text")
            return schema is null ? null : Refusal.Invalid("response_format.json_schema is only allowed with the type json_object", "response_format");
        if (type != "json_object")
            return Refusal.Invalid($"response_format.type must be one of text, json_object, got '{type}'", "response_format.type");
        if (withTools || RequestFields.Get(body, "documents") is { ValueKind: JsonValueKind.Array } documents && documents.GetArrayLength() > 0)
            return Refusal.Invalid("response_format of type json_object is not supported in combination with documents or tools", "response_format");
        if (!model.Catalog.StructuredOutput)
            return Refusal.Invalid("response_format of type json_object is not supported by the specified model", "response_format");
        if (schema is { } wanted && CohereSchema.Problem(wanted) is { } problem)
            return Refusal.Invalid($"invalid response_format json_schema: {problem}", "response_format.json_schema");
        format = schema is null ? new ResponseFormat(FormatKind.JsonObject) : new ResponseFormat(FormatKind.JsonSchema, schema);
        return null;
    }
}
