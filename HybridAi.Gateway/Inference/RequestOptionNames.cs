using System.Text.Json;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Inference;

/// <summary>What an option is called where a caller gave it.</summary>
internal static class RequestOptionNames
{
    public const string HeaderPrefix = "x-hybridai-";

    public const string BodyPrefix = "hybridai.";

    /// <summary>The option that a name in the body stands for.</summary>
    public static string Normalize(string name) => name.Replace('_', '-');

    /// <summary>An option as an error names it: by its place in the body, which wins, or else by its header.</summary>
    public static string ParamOf(BodyScan scan, string option)
    {
        if (!scan.TryFind(BodyField.HybridAi, out var field) || field.Type != JsonTokenType.StartObject)
            return HeaderPrefix + option;
        using var document = JsonDocument.Parse(scan.Body[field.ValueStart..field.ValueEnd], new JsonDocumentOptions { MaxDepth = BodyScan.MaxDepth });
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (Normalize(property.Name) == option)
                return BodyPrefix + property.Name;
        }

        return HeaderPrefix + option;
    }
}
