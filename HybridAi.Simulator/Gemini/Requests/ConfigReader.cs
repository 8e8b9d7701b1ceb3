using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Gemini.Proto;
using HybridAi.Simulator.OpenAi.Requests;

namespace HybridAi.Simulator.Gemini.Requests;

/// <summary>Reads <c>generationConfig</c>.</summary>
internal static class ConfigReader
{
    private const int MostStops = 5;
    private const int MostCandidates = 8;
    private const string Path = "generation_config";

    private static readonly (string Name, double Least, double Most)[] Ranges =
        [("temperature", 0, 2), ("topP", 0, 1), ("presencePenalty", -2, 2), ("frequencyPenalty", -2, 2)];

    public static ApiError? Check(JsonElement config, ServedModel model)
    {
        foreach (var (name, least, most) in Ranges)
        {
            if (ProtoReader.Number(config, name) is { } value && (value < least || value > most))
                return Invalid.At($"{Path}.{ProtoNames.Snake(name)}", $"{ProtoNames.Snake(name)} must be in the range [{least:0.0}, {most:0.0}].");
        }

        if (ProtoReader.Integer(config, "topK") is < 1)
            return Invalid.At($"{Path}.top_k", "top_k must be positive.");
        if (ProtoReader.Integer(config, "candidateCount") is { } count and (< 1 or > MostCandidates))
            return Invalid.At($"{Path}.candidate_count", $"candidate_count must be in the range [1, {MostCandidates}], got {count}.");
        if (ProtoReader.List(config, "stopSequences").Count > MostStops)
            return Invalid.At($"{Path}.stop_sequences", $"at most {MostStops} stop sequences are allowed");
        if (ProtoReader.Integer(config, "seed") is < int.MinValue or > int.MaxValue)
            return Invalid.At($"{Path}.seed", "seed must be a 32-bit integer");
        var limit = model.Catalog.MaxOutputTokens ?? int.MaxValue;
        if (ProtoReader.Integer(config, "maxOutputTokens") is { } tokens && (tokens < 1 || tokens > limit))
            return Invalid.Argument($"Unable to submit request because it has a maxOutputTokens value of {tokens} but the supported range is from 1 (inclusive) to {limit + 1} (exclusive). Update the value and try again.", $"{Path}.max_output_tokens");
        return CheckLogprobs(config) ?? CheckModalities(config, model);
    }

    /// <summary>The form of the answer.</summary>
    public static ApiError? ReadFormat(JsonElement config, ServedModel model, bool withFunctions, out ResponseFormat format, out bool bareEnum)
    {
        format = ResponseFormat.Text;
        bareEnum = false;
        var type = ProtoReader.Text(config, "responseMimeType") ?? "text/plain";
        if (type is not ("text/plain" or "application/json" or "text/x.enum" or ""))
            return Invalid.At($"{Path}.response_mime_type", "allowed mimetypes are `text/plain`, `application/json`, `application/xml`, `application/yaml` and `text/x.enum`.");
        var schema = ProtoReader.Get(config, "responseSchema");
        var json = ProtoReader.Get(config, "responseJsonSchema");
        if (schema is not null && json is not null)
            return Invalid.At($"{Path}.response_schema", "only one of response_schema and response_json_schema may be set");
        if ((schema ?? json) is not null && type is not ("application/json" or "text/x.enum"))
            return Invalid.At($"{Path}.response_mime_type", "when a response schema is set, the mimetype must be `application/json` or `text/x.enum`.");
        if (type is "text/plain" or "")
            return null;
        if (withFunctions && !GeminiFamily.IsThird(model.Catalog))
            return Invalid.Argument($"Function calling with a response mime type: '{type}' is unsupported", $"{Path}.response_mime_type");
        if (!model.Catalog.StructuredOutput)
            return Invalid.Argument("JSON mode is not enabled for this model", $"{Path}.response_mime_type");
        if (json is { ValueKind: not JsonValueKind.Object })
            return Invalid.At($"{Path}.response_json_schema", "must be an object");
        if (schema is { } given)
        {
            if (SchemaRules.Check(given, $"{Path}.response_schema") is { } wrong)
                return wrong;
            json = SchemaTranslation.ToJsonSchema(given);
        }

        bareEnum = type == "text/x.enum";
        if (bareEnum && (json is not { } words || !words.TryGetProperty("enum", out _)))
            return Invalid.At($"{Path}.response_schema", "an enumeration is required for the mimetype `text/x.enum`.");
        format = json is null ? new ResponseFormat(FormatKind.JsonObject) : new ResponseFormat(FormatKind.JsonSchema, json);
        return null;
    }

    private static ApiError? CheckLogprobs(JsonElement config)
    {
        if (ProtoReader.Integer(config, "logprobs") is not { } top)
            return null;
        if (top is < 0 or > 20)
            return Invalid.At($"{Path}.logprobs", "logprobs must be in the range [0, 20].");
        return ProtoReader.Flag(config, "responseLogprobs") == true ? null : Invalid.Argument("logprobs is only valid when response_logprobs is true.", $"{Path}.logprobs");
    }

    private static ApiError? CheckModalities(JsonElement config, ServedModel model)
    {
        foreach (var modality in ProtoReader.Texts(config, "responseModalities"))
        {
            if (modality is not "MODALITY_UNSPECIFIED" && !model.Catalog.Outputs.Contains(modality.ToLowerInvariant()))
                return Invalid.Argument($"Model does not support the requested response modalities: {modality.ToLowerInvariant()}", $"{Path}.response_modalities");
        }

        return null;
    }
}
