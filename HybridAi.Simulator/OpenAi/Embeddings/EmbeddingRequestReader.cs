using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Catalog;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi.Embeddings;

/// <summary>Reads an embedding request as strictly as the provider would.</summary>
internal static class EmbeddingRequestReader
{
    private const int UsualDimensions = 768;
    private const int MostDimensions = 4096;

    public static ApiError? Read(
        JsonElement body, string? deployment, ProviderProfile profile, ModelCatalog catalog, out EmbeddingRequest? request)
    {
        request = null;
        if (RequestFields.Check(body, profile.EmbeddingFields, profile) is { } wrongField)
            return wrongField;
        var name = deployment ?? RequestFields.Text(body, "model");
        if (name is null)
            return RequestFields.Missing(profile, "model");
        if (ModelFinder.Find(catalog, profile, name, out var model) is { } wrongModel)
            return wrongModel;
        if (model!.Known && model.Catalog.Kind != "embedding")
            return new ApiError(ErrorKind.InvalidRequest, "You are not allowed to generate embeddings from this model", "model");
        if (RequestFields.Get(body, "input") is not { } input)
            return RequestFields.Missing(profile, "input");
        var limits = model.Catalog.Embedding
            ?? new EmbeddingLimits { DefaultDimensions = UsualDimensions, MaxDimensions = MostDimensions, DimensionsParameter = "dimensions" };
        var inputs = new List<string>();
        if (ReadInputs(input, limits, model, inputs, out var tokens) is { } wrongInput)
            return wrongInput;
        if (ReadDimensions(body, limits, out var dimensions) is { } wrongDimensions)
            return wrongDimensions;
        request = new EmbeddingRequest
        {
            Model = model,
            Inputs = inputs,
            Tokens = tokens,
            Dimensions = dimensions,
            Base64 = RequestFields.Text(body, "encoding_format") == "base64",
            DataType = RequestFields.Text(body, "output_dtype") ?? "float",
        };
        return null;
    }

    private static ApiError? ReadInputs(JsonElement input, EmbeddingLimits limits, ServedModel model, List<string> inputs, out int tokens)
    {
        tokens = 0;
        if (input.ValueKind is not (JsonValueKind.String or JsonValueKind.Array))
            return FieldRule.WrongType("input", "a string, an array of strings or an array of tokens", input);
        var isList = input.ValueKind == JsonValueKind.Array && input.EnumerateArray().All(item => item.ValueKind != JsonValueKind.Number);
        if (input.ValueKind == JsonValueKind.Array && input.GetArrayLength() == 0)
            return ApiError.Invalid("Invalid 'input': input cannot be an empty array.", "input", "empty_array");
        if (!isList)
            return ReadOne(input, "input", model, inputs, ref tokens);
        if (input.GetArrayLength() > limits.MaxInputs)
            return ApiError.Invalid($"Invalid 'input': array too long. Expected an array with maximum length {limits.MaxInputs}, but got an array with length {input.GetArrayLength()} instead.", "input", "array_above_max_length");
        var index = 0;
        foreach (var item in input.EnumerateArray())
        {
            if (ReadOne(item, $"input[{index++}]", model, inputs, ref tokens) is { } error)
                return error;
        }

        return tokens > limits.MaxTotalTokens
            ? new ApiError(ErrorKind.InvalidRequest, $"Requested {tokens} tokens, max {limits.MaxTotalTokens} tokens per request", "input", "max_tokens_per_request")
            : null;
    }

    private static ApiError? ReadOne(JsonElement item, string path, ServedModel model, List<string> inputs, ref int tokens)
    {
        int count;
        if (item.ValueKind == JsonValueKind.String)
        {
            var text = item.GetString()!;
            if (text.Length == 0)
                return ApiError.Invalid($"Invalid '{path}': input cannot be an empty string.", path, "invalid_value");
            count = Tokenizer.Count(text);
            inputs.Add(text);
        }
        else if (item.ValueKind == JsonValueKind.Array && item.GetArrayLength() > 0)
        {
            foreach (var token in item.EnumerateArray())
            {
                if (token.ValueKind != JsonValueKind.Number || !token.TryGetInt32(out var number) || number < 0)
                    return ApiError.Invalid($"Invalid '{path}': expected token numbers, but got {token.GetRawText()}.", path, "invalid_type");
            }

            count = item.GetArrayLength();
            inputs.Add(string.Join(' ', item.EnumerateArray().Select(token => token.GetRawText())));
        }
        else
        {
            return FieldRule.WrongType(path, "a string or an array of tokens", item);
        }

        if (count > model.Catalog.ContextWindow)
        {
            return new ApiError(
                ErrorKind.ContextLength,
                $"This model's maximum context length is {model.Catalog.ContextWindow} tokens, however you requested {count} tokens ({count} in your prompt; 0 for the completion). Please reduce your prompt; or completion length.", path);
        }

        tokens += count;
        return null;
    }

    private static ApiError? ReadDimensions(JsonElement body, EmbeddingLimits limits, out int dimensions)
    {
        dimensions = limits.DefaultDimensions;
        foreach (var field in (ReadOnlySpan<string>)["dimensions", "output_dimension"])
        {
            if (RequestFields.Integer(body, field) is not { } asked)
                continue;
            if (limits.DimensionsParameter is null && asked != limits.DefaultDimensions)
                return new ApiError(ErrorKind.InvalidRequest, "This model does not support specifying dimensions.", field);
            if (asked > limits.MaxDimensions)
                return ApiError.Invalid($"Invalid value for '{field}' = {asked}. Must be less than or equal to {limits.MaxDimensions}.", field, "invalid_value");
            dimensions = (int)asked;
        }

        return null;
    }
}
