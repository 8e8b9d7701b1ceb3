using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.OpenAi.Requests;

namespace HybridAi.Simulator.Cohere.Requests;

/// <summary>Reads a conversation and checks that it is one.</summary>
internal sealed class MessagesReader(ServedModel model, PromptMeter meter)
{
    private const int TokensPerImage = 512;
    private readonly List<ChatMessage> _messages = [];
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    public IReadOnlyList<ChatMessage> Messages => _messages;

    /// <summary>Results of tools since the last question.</summary>
    public List<CitableSource> Results { get; } = [];

    public ApiError? Read(JsonElement messages)
    {
        if (messages.GetArrayLength() == 0)
            return Refusal.Invalid("list of messages must not be empty", "messages");
        var index = 0;
        foreach (var message in messages.EnumerateArray())
        {
            if (ReadMessage(message, $"messages[{index++}]") is { } error)
                return error;
        }

        if (_open.Count > 0)
            return Unanswered();
        return _messages[^1].Role is "user" or "tool" ? null : Refusal.Invalid("the last message must have the role user or tool", "messages");
    }

    private ApiError? ReadMessage(JsonElement message, string path)
    {
        if (message.ValueKind != JsonValueKind.Object)
            return Refusal.Invalid($"{path} must be an object", path);
        var role = RequestFields.Text(message, "role");
        if (role != "tool" && _open.Count > 0)
            return Unanswered();
        meter.AddHash(role ?? "");
        return role switch
        {
            "system" or "user" => CohereFields.Known(message, path, "role", "content") ?? ReadPlain(message, role, path),
            "assistant" => CohereFields.Known(message, path, "role", "content", "tool_calls", "tool_plan", "citations") ?? ReadAssistant(message, path),
            "tool" => CohereFields.Known(message, path, "role", "content", "tool_call_id") ?? ReadTool(message, path),
            _ => Refusal.Invalid($"{path}.role must be one of system, user, assistant, tool", $"{path}.role"),
        };
    }

    private ApiError? ReadPlain(JsonElement message, string role, string path)
    {
        if (ReadContent(message, path, role == "user" ? ["text", "image_url"] : ["text"], out var text) is { } error)
            return error;
        if (role == "user")
            Results.Clear();
        _messages.Add(new ChatMessage(role, text));
        return null;
    }

    private ApiError? ReadAssistant(JsonElement message, string path)
    {
        var text = "";
        if (RequestFields.Get(message, "content") is not null && ReadContent(message, path, ["text", "thinking"], out text) is { } wrongContent)
            return wrongContent;
        if (RequestFields.Get(message, "tool_plan") is { } plan)
        {
            if (plan.ValueKind != JsonValueKind.String)
                return Refusal.Invalid($"{path}.tool_plan must be a string", path);
            meter.AddText(plan.GetString());
        }

        var calls = new List<(string Id, string Name)>();
        if (RequestFields.Get(message, "tool_calls") is { } list && ReadCalls(list, $"{path}.tool_calls", calls) is { } wrongCall)
            return wrongCall;
        if (calls.Count == 0 && RequestFields.Get(message, "content") is null)
            return Refusal.Invalid("an assistant message must have content or tool_calls", path);
        foreach (var (id, _) in calls)
            _open.Add(id);
        _messages.Add(new ChatMessage("assistant", text) { Calls = calls });
        return null;
    }

    private ApiError? ReadCalls(JsonElement list, string path, List<(string Id, string Name)> calls)
    {
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
            return Refusal.Invalid($"{path} must be a list of tool calls", path);
        foreach (var call in list.EnumerateArray())
        {
            if (CohereFields.Known(call, path, "id", "type", "function") is { } unknown)
                return unknown;
            if (RequestFields.Text(call, "id") is not { Length: > 0 } id)
                return Refusal.Invalid($"{path}: id is required", path);
            if (RequestFields.Text(call, "type") is not "function")
                return Refusal.Invalid($"{path}: type must be function", path);
            if (RequestFields.Get(call, "function") is not { ValueKind: JsonValueKind.Object } function || RequestFields.Text(function, "name") is not { Length: > 0 } name)
                return Refusal.Invalid($"{path}: function.name is required", path);
            if (RequestFields.Text(function, "arguments") is not { } arguments || !IsJsonObject(arguments))
                return Refusal.Invalid($"{path}: function.arguments must be a string that is a valid JSON object", path);
            meter.AddText(name);
            meter.AddText(arguments);
            calls.Add((id, name));
        }

        return null;
    }

    private ApiError? ReadTool(JsonElement message, string path)
    {
        if (RequestFields.Text(message, "tool_call_id") is not { Length: > 0 } id)
            return Refusal.Invalid($"{path}.tool_call_id is required", path);
        if (!_open.Remove(id))
            return Refusal.Invalid($"no tool call found in the previous message with the id '{id}'", $"{path}.tool_call_id");
        if (ReadContent(message, path, ["text", "document"], out var text) is { } error)
            return error;
        Results.Add(new CitableSource("tool", $"{id}:0", text, JsonSerializer.Serialize(new Dictionary<string, string> { ["content"] = text })));
        _messages.Add(new ChatMessage("tool", text) { ToolCallId = id });
        return null;
    }

    private ApiError? ReadContent(JsonElement message, string path, ReadOnlySpan<string> kinds, out string text)
    {
        text = "";
        if (RequestFields.Get(message, "content") is not { } content)
            return Refusal.Invalid($"{path}.content is required", $"{path}.content");
        if (content.ValueKind == JsonValueKind.String)
        {
            text = content.GetString()!;
            meter.AddText(text);
            return null;
        }

        if (content.ValueKind != JsonValueKind.Array || content.GetArrayLength() == 0)
            return Refusal.Invalid($"{path}.content must be a string or a list of content parts", $"{path}.content");
        var joined = new StringBuilder();
        foreach (var part in content.EnumerateArray())
        {
            if (part.ValueKind != JsonValueKind.Object || RequestFields.Text(part, "type") is not { } kind)
                return Refusal.Invalid($"{path}.content: every part must be an object with a type", path);
            if (!kinds.Contains(kind))
                return Refusal.Invalid($"{path}.content: type '{kind}' is not allowed here", path);
            if (ReadPart(part, kind, path, joined) is { } error)
                return error;
        }

        text = joined.ToString();
        return null;
    }

    private ApiError? ReadPart(JsonElement part, string kind, string path, StringBuilder joined)
    {
        if (CohereFields.Known(part, path, "type", kind) is { } unknown)
            return unknown;
        if (RequestFields.Get(part, kind) is not { } value)
            return Refusal.Invalid($"{path}.content: {kind} is required", path);
        switch (kind)
        {
            case "image_url":
                return ReadImage(value, path);
            case "document":
                if (value.ValueKind != JsonValueKind.Object || RequestFields.Get(value, "data") is not { } data)
                    return Refusal.Invalid($"{path}.content: document.data is required", path);
                meter.AddText(data.GetRawText());
                joined.Append(data.ValueKind == JsonValueKind.String ? data.GetString() : data.GetRawText());
                return null;
            default:
                if (value.ValueKind != JsonValueKind.String)
                    return Refusal.Invalid($"{path}.content: {kind} must be a string", path);

                // Thoughts that come back are read and not counted.
                if (kind == "thinking")
                {
                    meter.AddHash(value.GetString());
                    return null;
                }

                meter.AddText(value.GetString());
                joined.Append(joined.Length > 0 ? "\n" : "").Append(value.GetString());
                return null;
        }
    }

    private ApiError? ReadImage(JsonElement image, string path)
    {
        if (!model.Catalog.Inputs.Contains("image"))
            return Refusal.Invalid("image content is not supported by the specified model", path);
        if (CohereFields.Known(image, path, "url", "detail") is { } unknown)
            return unknown;
        if (RequestFields.Text(image, "url") is not { } url)
            return Refusal.Invalid("image_url.url is required", path);
        if (RequestFields.Get(image, "detail") is { } detail && detail.ToString() is not ("auto" or "low" or "high"))
            return Refusal.Invalid("image_url.detail must be one of auto, low, high", path);
        var comma = url.IndexOf(";base64,", StringComparison.Ordinal);
        var good = url.StartsWith("data:image/", StringComparison.Ordinal)
            ? comma > 0 && Base64.IsValid(url.AsSpan(comma + 8))
            : Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "https" or "http";
        if (!good)
            return Refusal.Invalid("image_url.url must be a base64 data url or a web url", path);
        meter.AddTokens(TokensPerImage, url);
        return null;
    }

    private ApiError Unanswered() => Refusal.Invalid(
        $"every tool call must be followed by a tool message with its result, missing: {string.Join(", ", _open)}", "messages");

    private static bool IsJsonObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
