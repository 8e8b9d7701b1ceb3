using System.Text.Json;

namespace HybridAi.Simulator.Anthropic.Requests;

/// <summary>Members of objects whose shape has been checked.</summary>
internal static class JsonMembers
{
    /// <summary>A member that is there and not null.</summary>
    public static JsonElement? GetPropertyOrNull(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static bool IsTrue(this JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    public static string? TextOrNull(this JsonElement json, string name) => json.GetPropertyOrNull(name)?.GetString();
}
