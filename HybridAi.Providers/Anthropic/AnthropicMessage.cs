using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Anthropic;

/// <summary>Reads what a message says besides its content: whole or at its start and end, the fields are the same.</summary>
internal static class AnthropicMessage
{
    // What has a typed member, and what only places a piece on the wire.
    private static readonly string[] Typed = ["id", "type", "role", "model", "content", "stop_reason", "stop_sequence", "stop_details", "usage", "container"];

    private static readonly string[] TypedUsage =
    [
        "input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "cache_creation", "output_tokens_details", "service_tier",
    ];

    public static ResponseHead ReadHead(JsonElement message, ChatTarget target) =>
        new(Text(message, "id") ?? $"msg_{Guid.NewGuid():N}", Text(message, "model") ?? target.Model)
        {
            ServiceTier = message.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object ? Text(usage, "service_tier") : null,
        };

    public static ChatFinish? ReadFinish(JsonElement said)
    {
        if (said.ValueKind != JsonValueKind.Object || Text(said, "stop_reason") is not { } word)
            return null;
        var finish = new ChatFinish(StopReasons.ToReason(word), word) { StopSequence = Text(said, "stop_sequence") };
        return said.TryGetProperty("stop_details", out var details) && details.ValueKind == JsonValueKind.Object
            ? finish with { Category = Text(details, "category"), Explanation = Text(details, "explanation") }
            : finish;
    }

    public static void AddExtra(JsonElement message, List<ChatEvent> events) => Add(message, Typed, "", events);

    public static void AddUsageExtra(JsonElement usage, List<ChatEvent> events) => Add(usage, TypedUsage, "usage/", events);

    public static void AddContainer(JsonElement said, List<ChatEvent> events)
    {
        if (said.ValueKind == JsonValueKind.Object && said.TryGetProperty("container", out var container) && container.ValueKind != JsonValueKind.Null)
            events.Add(new ChatEvent.FieldAdded(null, false, new ExtraField("container", RawOf(container))));
    }

    public static bool IsError(JsonElement root, out ChatError error)
    {
        var isError = root.ValueKind == JsonValueKind.Object && Text(root, "type") == "error";
        error = isError ? ReadError(root) : new ChatError("");
        return isError;
    }

    public static ChatError ReadError(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data, new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth });
        using var document = JsonDocument.ParseValue(ref reader);
        return ReadError(document.RootElement);
    }

    public static Verbatim RawOf(JsonElement value) => Verbatim.Of(value.GetRawText());

    public static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static ChatError ReadError(JsonElement root)
    {
        var error = root.TryGetProperty("error", out var member) && member.ValueKind == JsonValueKind.Object ? member : root;
        var type = Text(error, "type");
        return new ChatError(Text(error, "message") ?? "The provider reported an error without a message.")
        {
            Type = type,
            Status = AnthropicErrors.StatusOf(type) is > 0 and var status ? status : null,
            RequestId = Text(root, "request_id"),
            Body = RawOf(root),
        };
    }

    private static void Add(JsonElement element, string[] typed, string within, List<ChatEvent> events)
    {
        foreach (var field in element.EnumerateObject())
        {
            if (field.Value.ValueKind != JsonValueKind.Null && Array.IndexOf(typed, field.Name) < 0)
                events.Add(new ChatEvent.FieldAdded(null, false, new ExtraField(within + field.Name, RawOf(field.Value))));
        }
    }
}
