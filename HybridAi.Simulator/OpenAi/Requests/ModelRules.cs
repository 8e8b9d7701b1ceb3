using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi.Requests;

/// <summary>What a model refuses that its provider accepts for others.</summary>
internal static class ModelRules
{
    // The sampling parameters that reasoning models take at their defaults only.
    private static readonly (string Name, double Default)[] Fixed =
        [("temperature", 1), ("top_p", 1), ("presence_penalty", 0), ("frequency_penalty", 0)];

    private static readonly string[] Unsupported = ["logprobs", "top_logprobs", "logit_bias", "stop"];

    public static ApiError? Check(JsonElement body, ServedModel model, ProviderProfile profile)
    {
        if (!model.Known)
            return null;
        if (model.Catalog.Kind != "chat")
            return new ApiError(ErrorKind.ModelNotFound, "This is not a chat model and thus not supported in the v1/chat/completions endpoint.", "model");
        if (RequestFields.Get(body, "tools") is { } tools && tools.GetArrayLength() > 0 && !model.Catalog.Tools)
            return new ApiError(ErrorKind.InvalidRequest, "`tool calling` is not supported with this model", "tools");
        return CheckLength(body, model, profile) ?? (profile.StrictReasoningModels ? CheckReasoning(body, model) : null);
    }

    private static ApiError? CheckLength(JsonElement body, ServedModel model, ProviderProfile profile)
    {
        if (!profile.RefusesTooLargeMaxTokens || model.Catalog.MaxOutputTokens is not { } most)
            return null;
        foreach (var name in (ReadOnlySpan<string>)["max_completion_tokens", "max_tokens"])
        {
            if (RequestFields.Integer(body, name) is { } asked && asked > most)
            {
                return new ApiError(
                    ErrorKind.InvalidRequest,
                    $"{name} is too large: {asked}. This model supports at most {most} completion tokens, whereas you provided {asked}.", name, "invalid_value");
            }
        }

        return null;
    }

    private static ApiError? CheckReasoning(JsonElement body, ServedModel model)
    {
        var effort = RequestFields.Text(body, "reasoning_effort");
        if (effort is not null && !model.Catalog.Reasoning)
            return new ApiError(ErrorKind.InvalidRequest, "Unrecognized request argument supplied: reasoning_effort");
        if (effort is not null && model.Catalog.Efforts.Count > 0 && !model.Catalog.Efforts.Contains(effort))
        {
            return new ApiError(
                ErrorKind.InvalidRequest,
                $"Unsupported value: 'reasoning_effort' does not support '{effort}' with this model. Supported values are: {string.Join(", ", model.Catalog.Efforts.Select(each => $"'{each}'"))}.",
                "reasoning_effort", "unsupported_value");
        }

        if (model.Catalog.Temperature)
            return null;
        foreach (var (name, usual) in Fixed)
        {
            if (RequestFields.Number(body, name) is { } value && value != usual)
            {
                return new ApiError(
                    ErrorKind.InvalidRequest,
                    $"Unsupported value: '{name}' does not support {value} with this model. Only the default ({usual}) value is supported.", name, "unsupported_value");
            }
        }

        if (RequestFields.Get(body, "max_tokens") is not null)
        {
            return new ApiError(
                ErrorKind.InvalidRequest,
                "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.", "max_tokens", "unsupported_parameter");
        }

        foreach (var name in Unsupported)
        {
            if (RequestFields.Get(body, name) is { ValueKind: not JsonValueKind.False })
            {
                return new ApiError(
                    ErrorKind.InvalidRequest, $"Unsupported parameter: '{name}' is not supported with this model.", name, "unsupported_parameter");
            }
        }

        return null;
    }
}
