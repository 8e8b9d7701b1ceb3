using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HybridAi.Gateway.Tests.Management;

/// <summary>
/// Answers as they were agreed, in files <c>FOLDER/Golden/NAME.json</c>. With HYBRIDAI_GOLDEN set to a directory they are written there instead, to be read and committed.
/// </summary>
internal static class GoldenAnswer
{
    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Compares an answer with its file.</summary>
    /// <param name="folder">The folder of the test.</param>
    /// <param name="name">The answer's name.</param>
    /// <param name="json">The answer; it is changed.</param>
    /// <param name="changing">The fields that differ from run to run.</param>
    public static async Task CheckAsync(string folder, string name, JsonNode json, IReadOnlySet<string> changing)
    {
        Replace(json, changing);
        var text = json.ToJsonString(Pretty) + "\n";
        if (Environment.GetEnvironmentVariable("HYBRIDAI_GOLDEN") is { Length: > 0 } directory)
            await File.WriteAllTextAsync(Path.Combine(directory, name + ".json"), text);
        else
            Assert.Equal(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, folder, "Golden", name + ".json")), text);
    }

    private static void Replace(JsonNode node, IReadOnlySet<string> changing)
    {
        foreach (var item in node as JsonArray ?? [])
        {
            if (item is not null)
                Replace(item, changing);
        }

        foreach (var (name, value) in (node as JsonObject ?? []).ToList())
        {
            if (value is JsonValue && changing.Contains(name))
                node[name] = "…";
            else if (value is not null)
                Replace(value, changing);
        }
    }
}
