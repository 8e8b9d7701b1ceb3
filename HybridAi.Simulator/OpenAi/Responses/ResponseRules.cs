using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi.Responses;

/// <summary>Checks the settings of a responses request: nested fields, the output's format, and what the model refuses.</summary>
internal static class ResponseRules
{
    private static readonly string[] Includable =
    [
        "file_search_call.results", "web_search_call.results", "web_search_call.action.sources", "message.input_image.image_url",
        "computer_call_output.output.image_url", "code_interpreter_call.outputs", "reasoning.encrypted_content", "message.output_text.logprobs",
    ];

    private static readonly string[] ReasoningMembers = ["effort", "summary", "generate_summary", "mode", "context"];
    private static readonly string[] Summaries = ["auto", "concise", "detailed"];
    private static readonly string[] FormatMembers = ["type", "name", "schema", "strict", "description"];

    public static ApiError? Check(JsonElement body, ServedModel model, ProviderProfile profile) =>
        CheckNested(body) ?? CheckInclude(body) ?? CheckReasoning(body, model, profile) ?? CheckLength(body, model, profile);

    public static ApiError? ReadFormat(JsonElement body, ProviderProfile profile, ServedModel model, out ResponseFormat format)
    {
        format = ResponseFormat.Text;
        if (RequestFields.Get(body, "text") is not { } text)
            return null;
        if (ResponseErrors.CheckMembers(text, "text", ["format", "verbosity"]) is { } unknown)
            return unknown;
        if (RequestFields.Get(text, "verbosity") is { } verbosity
            && (verbosity.ValueKind != JsonValueKind.String || verbosity.GetString() is not ("low" or "medium" or "high")))
            return FieldRule.WrongChoice("text.verbosity", verbosity.ToString(), ["low", "medium", "high"]);
        if (RequestFields.Get(text, "format") is not { } given)
            return null;
        if (given.ValueKind != JsonValueKind.Object)
            return FieldRule.WrongType("text.format", "an object", given);
        if (RequestFields.Text(given, "type") is not { } kind)
            return ResponseErrors.Missing("text.format.type");
        if (kind == "json_schema")
            return ReadSchema(given, profile, model, out format);
        if (kind == "json_object")
            format = new ResponseFormat(FormatKind.JsonObject);
        return kind is "text" or "json_object" ? null : FieldRule.WrongChoice("text.format.type", kind, ["json_object", "json_schema", "text"]);
    }

    private static ApiError? ReadSchema(JsonElement given, ProviderProfile profile, ServedModel model, out ResponseFormat format)
    {
        format = ResponseFormat.Text;
        if (ResponseErrors.CheckMembers(given, "text.format", FormatMembers) is { } unknown)
            return unknown;
        if (model.Known && !model.Catalog.StructuredOutput)
            return new ApiError(ErrorKind.InvalidRequest, "Invalid parameter: 'text.format' of type 'json_schema' is not supported with this model.", "text.format");
        if (RequestFields.Text(given, "name") is not { } name)
            return ResponseErrors.Missing("text.format.name");
        if (name.Length is 0 or > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            return ApiError.Invalid("Invalid 'text.format.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$' and has at most 64 characters.", "text.format.name", "invalid_value");
        if (RequestFields.Get(given, "strict") is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) } strict)
            return FieldRule.WrongType("text.format.strict", "a boolean", strict);
        if (RequestFields.Get(given, "schema") is not { } schema)
            return ResponseErrors.Missing("text.format.schema");
        if (schema.ValueKind != JsonValueKind.Object)
            return FieldRule.WrongType("text.format.schema", "an object", schema);
        if (profile.StrictSchemas && RequestFields.Flag(given, "strict") == true && StrictSchema.Problem(schema) is { } problem)
            return ApiError.Invalid($"Invalid schema for response_format '{name}': {problem}", "text.format.schema", "invalid_json_schema");
        format = new ResponseFormat(FormatKind.JsonSchema, schema);
        return null;
    }

    private static ApiError? CheckNested(JsonElement body)
    {
        if (RequestFields.Get(body, "stream_options") is { } options)
        {
            if (ResponseErrors.CheckMembers(options, "stream_options", ["include_obfuscation"]) is { } unknown)
                return unknown;
            if (RequestFields.Flag(body, "stream") != true)
                return ApiError.Invalid("The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options");
        }

        if (RequestFields.Get(body, "conversation") is { } conversation)
        {
            return RequestFields.Get(body, "previous_response_id") is not null
                ? ApiError.Invalid("Mutually exclusive parameters: 'previous_response_id' and 'conversation'. Ensure you are only providing one of them.", "conversation", "mutually_exclusive_parameters")
                : new ApiError(ErrorKind.InvalidRequest, $"Conversation with id '{(conversation.ValueKind == JsonValueKind.String ? conversation.GetString() : "")}' not found.") { Status = 404 };
        }

        return RequestFields.Get(body, "metadata") is { } metadata && metadata.EnumerateObject().Count() > 16
            ? ApiError.Invalid("Invalid 'metadata': too many properties. Expected an object with at most 16 properties.", "metadata", "object_above_max_properties")
            : null;
    }

    private static ApiError? CheckInclude(JsonElement body)
    {
        if (RequestFields.Get(body, "include") is not { } include)
            return null;
        var index = 0;
        foreach (var item in include.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || !Includable.Contains(item.GetString(), StringComparer.Ordinal))
                return FieldRule.WrongChoice($"include[{index}]", item.ToString(), Includable);
            index++;
        }

        return null;
    }

    private static ApiError? CheckReasoning(JsonElement body, ServedModel model, ProviderProfile profile)
    {
        var reasoning = RequestFields.Get(body, "reasoning");
        if (reasoning is { } given)
        {
            if (ResponseErrors.CheckMembers(given, "reasoning", ReasoningMembers) is { } unknown)
                return unknown;
            if (RequestFields.Get(given, "summary") is { } summary
                && (summary.ValueKind != JsonValueKind.String || !Summaries.Contains(summary.GetString(), StringComparer.Ordinal)))
                return FieldRule.WrongChoice("reasoning.summary", summary.ToString(), Summaries);
            if (RequestFields.Get(given, "effort") is { ValueKind: not JsonValueKind.String } effort)
                return FieldRule.WrongType("reasoning.effort", "a string", effort);
        }

        if (!model.Known || !profile.StrictReasoningModels)
            return null;
        var asked = reasoning is { } value ? RequestFields.Text(value, "effort") : null;
        if (asked is not null && !model.Catalog.Reasoning)
            return Unsupported("reasoning.effort");
        if (asked is not null && model.Catalog.Efforts.Count > 0 && !model.Catalog.Efforts.Contains(asked))
        {
            return new ApiError(
                ErrorKind.InvalidRequest,
                $"Unsupported value: '{asked}' is not supported with the '{model.Catalog.Id}' model. Supported values are: {string.Join(", ", model.Catalog.Efforts.Select(each => $"'{each}'"))}.",
                "reasoning.effort", "unsupported_value");
        }

        if (model.Catalog.Temperature)
            return null;
        foreach (var name in (ReadOnlySpan<string>)["temperature", "top_p"])
        {
            if (RequestFields.Number(body, name) is { } number && number != 1)
                return Unsupported(name);
        }

        return RequestFields.Integer(body, "top_logprobs") is > 0 ? Unsupported("top_logprobs") : null;
    }

    private static ApiError? CheckLength(JsonElement body, ServedModel model, ProviderProfile profile)
    {
        if (profile.RefusesTooLargeMaxTokens && model.Catalog.MaxOutputTokens is { } most && RequestFields.Integer(body, "max_output_tokens") is { } asked && asked > most)
            return new ApiError(ErrorKind.InvalidRequest, $"max_output_tokens is too large: {asked}. This model supports at most {most} completion tokens, whereas you provided {asked}.", "max_output_tokens", "invalid_value");
        return null;
    }

    private static ApiError Unsupported(string name) =>
        new(ErrorKind.InvalidRequest, $"Unsupported parameter: '{name}' is not supported with this model.", name, "unsupported_parameter");
}
