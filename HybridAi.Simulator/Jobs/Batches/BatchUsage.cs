using System.Text.Json;

namespace HybridAi.Simulator.Jobs.Batches;

/// <summary>What the answers of a batch say that they used.</summary>
internal readonly record struct BatchUsage(long Input, long Cached, long Output, long Reasoning)
{
    public static BatchUsage operator +(BatchUsage a, BatchUsage b) =>
        new(a.Input + b.Input, a.Cached + b.Cached, a.Output + b.Output, a.Reasoning + b.Reasoning);

    // Answers repeat schemas that are as deep as requests may be, some levels further in.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 256 };

    public static BatchUsage Of(byte[] answer)
    {
        using var document = JsonDocument.Parse(answer, Options);
        if (!document.RootElement.TryGetProperty("usage", out var usage) || usage.ValueKind != JsonValueKind.Object)
            return default;
        return new BatchUsage(
            Number(usage, "prompt_tokens") + Number(usage, "input_tokens"),
            Number(Details(usage, "prompt_tokens_details"), "cached_tokens") + Number(Details(usage, "input_tokens_details"), "cached_tokens"),
            Number(usage, "completion_tokens") + Number(usage, "output_tokens"),
            Number(Details(usage, "completion_tokens_details"), "reasoning_tokens") + Number(Details(usage, "output_tokens_details"), "reasoning_tokens"));
    }

    private static JsonElement Details(JsonElement usage, string name) => usage.TryGetProperty(name, out var details) ? details : default;

    private static long Number(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : 0;
}
