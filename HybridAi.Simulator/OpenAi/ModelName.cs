using System.Text.Json;

namespace HybridAi.Simulator.OpenAi;

/// <summary>The model that a body names, if it names one at all.</summary>
internal static class ModelName
{
    public static string? Of(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("model", out var model) && model.ValueKind == JsonValueKind.String
            ? model.GetString()
            : null;
}
