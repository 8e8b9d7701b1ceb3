using System.Text.Json;
using HybridAi.Core.Catalog;

namespace HybridAi.Core.Tests.Catalog;

/// <summary>The built-in data file as plain JSON: what the loaded catalog is compared with.</summary>
internal static class RawCatalog
{
    public static IReadOnlyList<JsonElement> Models { get; } = Load();

    public static JsonElement? Member(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static string[] Texts(this JsonElement element, string name) =>
        element.Member(name) is { } list ? [.. list.EnumerateArray().Select(item => item.GetString()!)] : [];

    public static JsonElement[] List(this JsonElement element, string name) => element.Member(name) is { } list ? [.. list.EnumerateArray()] : [];

    private static IReadOnlyList<JsonElement> Load()
    {
        using var stream = typeof(ModelCatalog).Assembly.GetManifestResourceStream("model-catalog.json")!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone().List("models");
    }
}
