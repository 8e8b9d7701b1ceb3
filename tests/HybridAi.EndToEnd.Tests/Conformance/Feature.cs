using System.Text.Json.Nodes;

namespace HybridAi.EndToEnd.Tests.Conformance;

/// <summary>One thing that callers can ask for, in the words of each dialect that has it, and what has to come back: see <c>Features/*.json</c>.</summary>
internal sealed class Feature
{
    private static readonly string Folder = System.IO.Path.Combine(AppContext.BaseDirectory, "Conformance", "Features");

    private readonly JsonObject _json;

    private Feature(string name, JsonObject json) => (Name, _json) = (name, json);

    public static IReadOnlyList<Feature> All { get; } =
        [.. Directory.GetFiles(Folder, "*.json").Order(StringComparer.Ordinal).Select(file => new Feature(System.IO.Path.GetFileNameWithoutExtension(file), JsonNode.Parse(File.ReadAllText(file))!.AsObject()))];

    public string Name { get; }

    public string Title => (string)_json["title"]!;

    /// <summary>What the catalog must say of the model.</summary>
    public IReadOnlyList<string> Needs => [.. _json["needs"]!.AsArray().Select(need => (string)need!)];

    /// <summary>Providers that are known not to have it, whatever the model.</summary>
    public bool IsOfferedBy(string provider) => !(_json["notOfferedBy"]?.AsArray() ?? []).Any(name => (string)name! == provider);

    /// <summary>The tools' results for the second turn; empty if there is none.</summary>
    public IReadOnlyList<string> Results => [.. (_json["followUp"]?["results"]?.AsArray() ?? []).Select(result => (string)result!)];

    /// <summary>The request in a dialect, or null if it cannot say it.</summary>
    public JsonObject? BodyIn(string dialect) => _json[dialect] as JsonObject;

    public override string ToString() => Name;

    /// <summary>What is wrong with an answer, or null.</summary>
    public string? Check(Answer answer) => Check(answer, _json["expect"]!.AsObject());

    /// <summary>What is wrong with the answer of the second turn, or null.</summary>
    public string? CheckFollowUp(Answer answer) => Check(answer, _json["followUp"]!["expect"]!.AsObject());

    private static string? Check(Answer answer, JsonObject expected)
    {
        foreach (var (what, value) in expected)
        {
            var wrong = what switch
            {
                "text" => answer.Texts.All(text => text == (string)value!) ? null : $"the text is '{answer.Text}'",
                "contains" => answer.Text.Contains((string)value!, StringComparison.Ordinal) ? null : $"the text is '{answer.Text}'",
                "finish" => answer.Finish == (string)value! ? null : $"the finish reason is '{answer.Finish}'",
                "choices" => answer.Texts.Count == (int)value! ? null : $"there are {answer.Texts.Count} answers",
                "callCount" => answer.Calls.Count == (int)value! ? null : $"there are {answer.Calls.Count} calls",
                "callName" => answer.Calls.All(call => call.Name == (string)value!) ? null : $"the call is of {answer.Calls[0].Name}",
                "calls" => CheckCalls(answer, value!.AsArray()),
                "json" => CheckJson(answer.Text, value!.AsArray()),
                _ => throw new InvalidOperationException($"No such expectation: {what}"),
            };
            if (wrong is not null)
                return wrong;
        }

        return null;
    }

    private static string? CheckCalls(Answer answer, JsonArray expected)
    {
        if (answer.Calls.Count != expected.Count)
            return $"there are {answer.Calls.Count} calls";
        if (answer.Calls.Any(call => call.Id.Length == 0) || answer.Calls.Select(call => call.Id).Distinct().Count() != expected.Count)
            return "the calls' ids are not distinct";
        for (var i = 0; i < expected.Count; i++)
        {
            var call = answer.Calls[i];
            if (call.Name != (string)expected[i]!["name"]! || !JsonNode.DeepEquals(call.ParsedArguments, expected[i]!["arguments"]))
                return $"call {i} is {call.Name}({call.Arguments})";
        }

        return null;
    }

    private static string? CheckJson(string text, JsonArray fields)
    {
        try
        {
            return JsonNode.Parse(text) is JsonObject json && fields.All(field => json.ContainsKey((string)field!)) ? null : $"the text is '{text}'";
        }
        catch (System.Text.Json.JsonException)
        {
            return $"the text is no JSON: '{text}'";
        }
    }
}
