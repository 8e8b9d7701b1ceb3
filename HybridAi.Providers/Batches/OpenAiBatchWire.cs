using System.Text.Json.Nodes;

namespace HybridAi.Providers.Batches;

/// <summary>OpenAI's batches (OpenAPI file, <c>/batches</c>): callers have the same.</summary>
internal sealed class OpenAiBatchWire : IBatchWire
{
    public static readonly OpenAiBatchWire Instance = new();

    public bool HasBareLines => false;

    public JsonObject? WriteCreation(JsonObject asked, string model, out string? problem, out string? param)
    {
        (problem, param) = (null, null);
        return asked;
    }

    public JsonObject Read(JsonObject answer) => answer;

    public string PageOf(int page, int size, string? last) => last is null ? $"?limit={size}" : $"?limit={size}&after={Uri.EscapeDataString(last)}";
}
