using System.Globalization;
using System.Text.Json.Nodes;

namespace HybridAi.Simulator.Scripts;

/// <summary>Turns a configuration section, in which everything is text, into the JSON it stands for.</summary>
internal static class ConfiguredScript
{
    public static string ToJson(IConfigurationSection section) => ToNode(section)?.ToJsonString() ?? "{}";

    private static JsonNode? ToNode(IConfigurationSection section)
    {
        var children = section.GetChildren().ToArray();
        if (children.Length == 0)
            return ToValue(section.Value);
        if (children.All(child => int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            return new JsonArray([.. children.OrderBy(child => int.Parse(child.Key, CultureInfo.InvariantCulture)).Select(ToNode)]);
        return new JsonObject(children.Select(child => KeyValuePair.Create(Camel(child.Key), ToNode(child))));
    }

    private static JsonNode? ToValue(string? text)
    {
        if (bool.TryParse(text, out var flag))
            return flag;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return whole;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : text;
    }

    // Configuration keys have no case of their own.
    private static string Camel(string key) => key.Length > 0 && key.All(char.IsLetter) ? char.ToLowerInvariant(key[0]) + key[1..] : key;
}
