using System.Text;
using System.Text.Json;

namespace HybridAi.Simulator.Jobs.Batches;

/// <summary>Reads OpenAI's batch files: <c>{custom_id, method, url, body}</c> a line.</summary>
internal static class BatchInput
{
    public const int MostLines = 50_000;
    private const int MostProblems = 100;

    public static (IReadOnlyList<BatchLine> Lines, IReadOnlyList<BatchProblem> Problems, string? Model) Read(byte[] content, string endpoint)
    {
        var lines = new List<BatchLine>();
        var problems = new List<BatchProblem>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        string? model = null;
        foreach (var (number, bytes) in JsonLines.Split(content))
        {
            if (number > MostLines)
                return ([], [new BatchProblem("too_many_tasks", $"The batch input file contains too many requests. The maximum is {MostLines}.")], null);
            if (problems.Count == MostProblems)
                break;
            using var document = JsonLines.Parse(bytes);
            if ((document is null ? NotJson : Check(document.RootElement, endpoint, ids, ref model)) is { } problem)
                problems.Add(problem with { Line = number });
            else
                lines.Add(new BatchLine(document!.RootElement.GetProperty("custom_id").GetString(), Encoding.UTF8.GetBytes(document.RootElement.GetProperty("body").GetRawText())));
        }

        if (lines.Count == 0 && problems.Count == 0)
            problems.Add(new BatchProblem("empty_file", "The batch input file is empty. Please ensure that the batch contains at least one request."));
        return (problems.Count > 0 ? [] : lines, problems, model);
    }

    private static BatchProblem NotJson => new("invalid_json_line", "This line is not parseable as valid JSON.");

    private static BatchProblem? Check(JsonElement json, string endpoint, HashSet<string> ids, ref string? model)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return NotJson;
        foreach (var name in (ReadOnlySpan<string>)["custom_id", "method", "url", "body"])
        {
            if (!json.TryGetProperty(name, out var value))
                return new BatchProblem("missing_required_parameter", $"Missing required parameter: '{name}'.", name);
            if (value.ValueKind != (name == "body" ? JsonValueKind.Object : JsonValueKind.String))
                return new BatchProblem("invalid_type", $"Invalid type for '{name}': expected {(name == "body" ? "an object" : "a string")}.", name);
        }

        foreach (var member in json.EnumerateObject())
        {
            if (member.Name is not ("custom_id" or "method" or "url" or "body"))
                return new BatchProblem("unknown_parameter", $"Unknown parameter: '{member.Name}'.", member.Name);
        }

        var id = json.GetProperty("custom_id").GetString()!;
        if (!ids.Add(id))
            return new BatchProblem("duplicate_custom_id", $"The custom_id '{id}' for this request is a duplicate of another request. The custom_id parameter must be unique for each request in a batch.", "custom_id");
        if (json.GetProperty("method").GetString() != "POST")
            return new BatchProblem("invalid_method", "The method of a request in a batch must be POST.", "method");
        if (json.GetProperty("url").GetString() != endpoint)
            return new BatchProblem("url_mismatch", $"The URL provided for this request does not match the batch endpoint '{endpoint}'.", "url");
        if (OpenAi.ModelName.Of(json.GetProperty("body")) is not { } asked)
            return null;
        model ??= asked;
        return asked == model ? null : new BatchProblem("model_mismatch", $"The model '{asked}' does not match the model '{model}' of the other requests. All requests in a batch must use the same model.", "body.model");
    }
}
