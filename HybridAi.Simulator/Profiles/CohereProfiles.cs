using HybridAi.Simulator.Cohere;
using HybridAi.Simulator.Errors;

namespace HybridAi.Simulator.Profiles;

/// <summary>Cohere: its own wire, and OpenAI's in its words.</summary>
internal static class CohereProfiles
{
    public static readonly ProviderProfile Native = new()
    {
        Name = "cohere",
        Map = CohereRoutes.MapCohere,
        BasePath = "/v2",
        CatalogProvider = "cohere",
        Errors = new(CohereErrors.Rows, CohereErrors.Write),
        MissingKeyMessage = "no api key supplied",
        ChatFields = Profiles.ChatFields.Cohere,
        EmbeddingFields = Profiles.EmbeddingFields.Cohere,
        UnknownFields = UnknownFields.Refuse,
        UnknownFieldMessage = "unknown field: parameter '{0}' is not a valid field. For proper usage, please refer to https://docs.cohere.com/reference/chat",
        MissingFieldMessage = "invalid request: {0} is required",
        MissingFieldCode = null,
        IdPrefix = "",
        ToolCallIdPrefix = "",
        ToolCallIdLength = 12,
        Reasoning = ReasoningStyle.ThinkingPart,
        WritesRetryAfter = false,
        Headers = [new("x-api-version", "2")],
    };

    public static readonly ProviderProfile Compatible = new()
    {
        Name = "cohere",
        BasePath = "/compatibility/v1",
        CatalogProvider = "cohere",
        Errors = new(CohereErrors.Rows, CohereErrors.Write),
        MissingKeyMessage = "no api key supplied",
        ChatFields = Profiles.ChatFields.CohereCompatible,
        EmbeddingFields = Profiles.EmbeddingFields.CohereCompatible,
        UnknownFields = UnknownFields.Refuse,
        UnknownFieldMessage = "unknown field: parameter '{0}' is not a valid field. For proper usage, please refer to https://docs.cohere.com/docs/compatibility-api",
        Roles = ["system", "developer", "user", "assistant", "tool"],
        UserParts = ["text", "image_url"],
        IdPrefix = "",
        ToolCallIdPrefix = "",
        ToolCallIdLength = 12,
        WritesNullLogprobs = false,
        WritesFingerprint = false,
        Owner = "cohere",
        WritesRetryAfter = false,
    };
}
