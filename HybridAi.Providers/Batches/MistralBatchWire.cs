using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HybridAi.Providers.Batches;

/// <summary>
/// Mistral's batches (full OpenAPI file, <c>/batch/jobs</c>; docs, batch processing): files in a list, the model with the job, a time-out in hours, other names of
/// statuses, and counts of requests side by side.
/// </summary>
internal sealed class MistralBatchWire : IBatchWire
{
    public static readonly MistralBatchWire Instance = new();

    private const int MostHours = 168;

    private static readonly string[] Known = ["input_file_id", "endpoint", "completion_window", "metadata"];

    public bool HasBareLines => true;

    public JsonObject? WriteCreation(JsonObject asked, string model, out string? problem, out string? param)
    {
        (problem, param) = (null, null);
        foreach (var (name, value) in asked)
        {
            if (value is not null && !Known.Contains(name))
                (problem, param) = ($"The provider of this file's model has no '{name}' for batches; leave it out.", name);
        }

        if (problem is null && HoursOf(TextOf(asked, "completion_window")) is null)
            (problem, param) = ($"'completion_window' must be hours or days from '1h' to '{MostHours}h', such as '24h'.", "completion_window");
        return problem is not null ? null : new JsonObject
        {
            ["input_files"] = new JsonArray(asked["input_file_id"]?.DeepClone()),
            ["endpoint"] = asked["endpoint"]?.DeepClone(),
            ["model"] = model,
            ["metadata"] = asked["metadata"]?.DeepClone(),
            ["timeout_hours"] = HoursOf(TextOf(asked, "completion_window")),
        };
    }

    public JsonObject Read(JsonObject answer)
    {
        var status = TextOf(answer, "status") switch
        {
            "QUEUED" => "validating",
            "RUNNING" => "in_progress",
            "SUCCESS" => "completed",
            "FAILED" => "failed",
            "TIMEOUT_EXCEEDED" => "expired",
            "CANCELLATION_REQUESTED" => "cancelling",
            "CANCELLED" => "cancelled",
            var other => other,
        };
        var batch = new JsonObject
        {
            ["id"] = answer["id"]?.DeepClone(),
            ["object"] = "batch",
            ["endpoint"] = answer["endpoint"]?.DeepClone(),
            ["model"] = answer["model"]?.DeepClone(),
            ["errors"] = ErrorsOf(answer),
            ["status"] = status,
            ["output_file_id"] = answer["output_file"]?.DeepClone(),
            ["error_file_id"] = answer["error_file"]?.DeepClone(),
            ["created_at"] = answer["created_at"]?.DeepClone(),
            ["in_progress_at"] = answer["started_at"]?.DeepClone(),
            ["completed_at"] = null,
            ["failed_at"] = null,
            ["expired_at"] = null,
            ["cancelled_at"] = null,
            ["request_counts"] = new JsonObject
            {
                ["total"] = CountOf(answer, "total_requests"), ["completed"] = CountOf(answer, "succeeded_requests"), ["failed"] = CountOf(answer, "failed_requests"),
            },
            ["metadata"] = answer["metadata"]?.DeepClone(),
        };
        // One name for every end.
        if (status is "completed" or "failed" or "expired" or "cancelled")
            batch[$"{status}_at"] = answer["completed_at"]?.DeepClone();
        return batch;
    }

    public string PageOf(int page, int size, string? last) => $"?page={page}&page_size={size}";

    private static JsonObject? ErrorsOf(JsonObject answer)
    {
        if (answer["errors"] is not JsonArray { Count: > 0 } errors)
            return null;
        var data = new JsonArray();
        foreach (var error in errors.OfType<JsonObject>())
            data.Add(new JsonObject { ["code"] = null, ["message"] = error["message"]?.DeepClone(), ["param"] = null, ["line"] = null });
        return new JsonObject { ["object"] = "list", ["data"] = data };
    }

    private static long CountOf(JsonObject answer, string name) => answer[name] is JsonValue value && value.TryGetValue<long>(out var count) ? count : 0;

    // '24h' or '7d', as OpenAI and Groq have them.
    private static int? HoursOf(string? window)
    {
        if (window is not { Length: >= 2 and <= 4 } || !int.TryParse(window.AsSpan(0, window.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        var hours = window[^1] switch { 'h' => number, 'd' => number * 24, _ => 0 };
        return hours is >= 1 and <= MostHours ? hours : null;
    }

    private static string? TextOf(JsonObject json, string name) => json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
