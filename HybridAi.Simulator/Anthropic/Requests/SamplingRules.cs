using System.Text.Json;
using HybridAi.Simulator.Catalog;
using HybridAi.Simulator.Errors;

namespace HybridAi.Simulator.Anthropic.Requests;

/// <summary>What models say to the sampling parameters, which only the older API version has.</summary>
internal static class SamplingRules
{
    public static ApiError? Check(JsonElement body, CatalogModel model, bool thinks)
    {
        var temperature = Number(body, "temperature");
        var topP = Number(body, "top_p");
        var topK = Number(body, "top_k");
        if (!model.Temperature)
        {
            if (temperature is not (null or 1))
                return Refused("temperature");
            if (topP is not (null or 1))
                return Refused("top_p");
            return topK is not null ? Refused("top_k") : null;
        }

        if (temperature is not null && topP is not null)
            return ApiError.Invalid("`temperature` and `top_p` cannot both be specified for this model. Please use only one.", "temperature");
        if (!thinks)
            return null;
        if (temperature is not (null or 1))
            return ApiError.Invalid("`temperature` may only be set to 1 when thinking is enabled or in adaptive mode. Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking", "temperature");
        if (topP is < 0.95)
            return ApiError.Invalid("`top_p` must be greater than or equal to 0.95 or unset when thinking is enabled or in adaptive mode.", "top_p");
        return topK is not null ? ApiError.Invalid("`top_k` must be unset when thinking is enabled or in adaptive mode.", "top_k") : null;
    }

    private static double? Number(JsonElement body, string name) => body.TryGetProperty(name, out var value) ? value.GetDouble() : null;

    private static ApiError Refused(string name) => ApiError.Invalid($"`{name}` is deprecated for this model.", name);
}
