using HybridAi.Simulator.Gemini;
using System.Collections.Frozen;
using HybridAi.Simulator.Errors;

namespace HybridAi.Simulator.Profiles;

/// <summary>Gemini: its own wire, and OpenAI's in its words.</summary>
internal static class GeminiProfiles
{
    public static readonly ProviderProfile Native = new()
    {
        Name = "gemini",
        Map = GeminiRoutes.MapGemini,
        BasePath = "/v1beta",
        CatalogProvider = "gemini",
        Key = KeyStyle.Google,
        Errors = new(GoogleErrors.Rows, GoogleErrors.Write),
        ChatFields = FrozenDictionary<string, FieldRule>.Empty,
        EmbeddingFields = FrozenDictionary<string, FieldRule>.Empty,
        ModelPrefix = "models/",
        IdPrefix = "",
        ToolCallIdPrefix = "",
        ToolCallIdLength = 8,
        Reasoning = ReasoningStyle.Field,
        ToolCallsStreamWhole = true,
        WritesRetryAfter = false,
        Headers = [new("server", "scaffolding on HTTPServer2")],
    };

    /// <summary>A stream that is one JSON array, and its errors with it.</summary>
    public static readonly ProviderProfile NativeArray = Native with { Errors = new(GoogleErrors.Rows, GoogleErrors.WriteList) };

    public static readonly ProviderProfile Compatible = new()
    {
        Name = "gemini",
        BasePath = "/v1beta/openai",
        CatalogProvider = "gemini",
        Errors = new(GoogleErrors.CompatibleRows, GoogleErrors.WriteCompatible),
        MissingKeyMessage = "Missing or invalid Authorization header.",
        ChatFields = Profiles.ChatFields.Gemini,
        EmbeddingFields = Profiles.EmbeddingFields.OpenAi,
        UnknownFields = UnknownFields.Refuse,
        UnknownFieldMessage = "Invalid JSON payload received. Unknown name \"{0}\": Cannot find field.",
        UnknownFieldCode = "unknown_name",
        ModelPrefix = "models/",
        Roles = ["system", "developer", "user", "assistant", "tool"],
        UserParts = ["text", "image_url", "input_audio"],
        IdPrefix = "",
        ToolCallIdPrefix = "function-call-",
        ToolCallIdLength = 19,
        WritesNullLogprobs = false,
        WritesFingerprint = false,
        ToolCallsStreamWhole = true,
        Usage = UsageParts.CachedTokens | UsageParts.ReasoningTokens,
        SignsCalls = true,
        ModelList = ModelListStyle.Google,
        Owner = "google",
        WritesRetryAfter = false,
    };
}
