using System.Buffers;
using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Jobs;
using HybridAi.Simulator.Jobs.Batches;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.Mistral;

/// <summary>Reads Mistral's batch requests: <c>{custom_id, body}</c>, in files or with the job.</summary>
internal static class MistralBatchInput
{
    private const int MostLines = 1_000_000;
    private const int MostInline = 10_000;
    private const int MostProblems = 100;

    public static (IReadOnlyList<BatchLine> Lines, IReadOnlyList<BatchProblem> Problems) Read(IEnumerable<StoredFile> files, string? model)
    {
        var lines = new List<BatchLine>();
        var problems = new List<BatchProblem>();
        foreach (var file in files)
        {
            foreach (var (number, bytes) in JsonLines.Split(file.Content))
            {
                using var document = JsonLines.Parse(bytes);
                if (document is not { RootElement.ValueKind: JsonValueKind.Object } || Problem(document.RootElement) is not null || lines.Count == MostLines)
                    problems.Add(new BatchProblem("", $"Line {number} of file {file.Id} is not a request of the form {{custom_id, body}}.", null, number));
                else
                    lines.Add(Line(document.RootElement, model));
                if (problems.Count == MostProblems)
                    return ([], problems);
            }
        }

        if (lines.Count == 0 && problems.Count == 0)
            problems.Add(new BatchProblem("", "The input has no requests."));
        return (lines, problems);
    }

    public static (IReadOnlyList<BatchLine> Lines, IReadOnlyList<BatchProblem> Problems) Read(JsonElement requests, string? model) =>
        ([.. requests.EnumerateArray().Select(request => Line(request, model))], []);

    public static ApiError? Check(JsonElement requests, ProviderProfile profile)
    {
        if (requests.GetArrayLength() is < 1 or > MostInline)
            return ApiError.Invalid($"List should have from 1 to {MostInline} items", "requests", "too_long");
        var index = 0;
        foreach (var request in requests.EnumerateArray())
        {
            var path = $"requests[{index++}]";
            if (request.ValueKind != JsonValueKind.Object)
                return FieldRule.WrongType(path, "an object", request);
            if (RequestFields.Get(request, "body") is null)
                return RequestFields.Missing(profile, $"{path}.body");
            if (Problem(request) is { } name)
                return ApiError.Invalid("Input should be valid", $"{path}.{name}", "invalid");
        }

        return null;
    }

    // The member at fault.
    private static string? Problem(JsonElement request)
    {
        foreach (var member in request.EnumerateObject())
        {
            var right = member.Name switch
            {
                "custom_id" => member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Null,
                "body" => member.Value.ValueKind == JsonValueKind.Object,
                _ => false,
            };
            if (!right)
                return member.Name;
        }

        return request.TryGetProperty("body", out _) ? null : "body";
    }

    // The job names the model for all of its requests.
    private static BatchLine Line(JsonElement request, string? model)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            if (model is not null)
                json.WriteString("model"u8, model);
            foreach (var member in request.GetProperty("body").EnumerateObject())
            {
                if (model is null || member.Name != "model")
                    member.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return new BatchLine(RequestFields.Text(request, "custom_id"), bytes.WrittenSpan.ToArray());
    }
}
