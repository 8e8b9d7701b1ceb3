using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi.Responses;

/// <summary>Reads the items of a conversation and checks that they are one: outputs answer calls, and reasoning is ours and leads to something.</summary>
internal sealed class ItemReader(Exchange exchange, ServedModel model, PromptMeter meter)
{
    private const int TokensPerItem = 3;

    private static readonly string[] Roles = ["assistant", "system", "developer", "user"];

    // Items of tools that the provider runs itself: they pass.
    private static readonly string[] Hosted =
    [
        "web_search_call", "file_search_call", "computer_call", "computer_call_output", "code_interpreter_call", "image_generation_call",
        "local_shell_call", "local_shell_call_output", "shell_call", "shell_call_output", "apply_patch_call", "apply_patch_call_output",
        "mcp_list_tools", "mcp_approval_request", "mcp_approval_response", "mcp_call", "compaction", "tool_search_call", "tool_search_output",
    ];

    private static readonly string[] Types =
        ["message", "function_call", "function_call_output", "custom_tool_call", "custom_tool_call_output", "reasoning", "item_reference", .. Hosted];

    private static readonly string[] MessageMembers = ["type", "role", "content", "id", "status", "phase"];
    private static readonly string[] CallMembers = ["type", "call_id", "name", "arguments", "input", "id", "status", "namespace", "caller"];
    private static readonly string[] OutputMembers = ["type", "call_id", "output", "id", "status", "caller"];
    private static readonly string[] ReasoningMembers = ["type", "id", "summary", "content", "encrypted_content", "status"];

    private readonly ResponseContent _content = new(exchange.Profile, model, meter);
    private readonly HashSet<string> _called = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private static readonly string[] FormattedReasoningMembers = [.. ReasoningMembers, "signature", "format"];

    private string? _loneReasoning;

    public List<ChatMessage> Messages { get; } = [];

    /// <summary>The items, with references replaced by what they refer to.</summary>
    public List<JsonElement> Items { get; } = [];

    /// <summary>Reads items of an earlier response, which were in order when they were kept.</summary>
    public void Recall(IEnumerable<JsonElement> items)
    {
        foreach (var item in items)
            ReadItem(item, "input", kept: true);
        _loneReasoning = null;
    }

    public ApiError? Read(JsonElement input)
    {
        if (input.ValueKind == JsonValueKind.String)
        {
            var text = input.GetString()!;
            meter.AddTokens(TokensPerItem, "user");
            meter.AddText(text);
            Messages.Add(new ChatMessage("user", text));
            Items.Add(ItemShape.UserMessage(text));
            return CheckEnd();
        }

        if (input.ValueKind != JsonValueKind.Array)
            return FieldRule.WrongType("input", "one of a string or array of objects", input);
        var index = 0;
        foreach (var item in input.EnumerateArray())
        {
            var path = $"input[{index++}]";
            if (item.ValueKind != JsonValueKind.Object)
                return FieldRule.WrongType(path, "an object", item);
            if (ReadItem(item, path, kept: false) is { } error)
                return error;
        }

        return CheckEnd();
    }

    private ApiError? ReadItem(JsonElement item, string path, bool kept)
    {
        var kind = RequestFields.Text(item, "type") ?? (item.TryGetProperty("role", out _) ? "message" : null);
        if (kind is null)
            return ResponseErrors.Missing($"{path}.type");
        if (!Types.Contains(kind, StringComparer.Ordinal))
            return FieldRule.WrongChoice($"{path}.type", kind, Types);
        if (kind == "item_reference")
            return ReadReference(item, path);
        meter.AddTokens(TokensPerItem, kind);
        if (kind != "reasoning" && IsAnswer(item, kind))
            _loneReasoning = null;
        if (_loneReasoning is { } lone)
            return FollowingMissing(lone);
        Items.Add(item);
        return kind switch
        {
            "message" => ReadMessage(item, path),
            "function_call" => ReadCall(item, path, "arguments", "fc"),
            "custom_tool_call" => ReadCall(item, path, "input", "ctc"),
            "function_call_output" or "custom_tool_call_output" => ReadOutput(item, path, kind),
            "reasoning" => ReadReasoning(item, path, kept),
            _ => ReadHosted(item),
        };
    }

    private ApiError? ReadMessage(JsonElement item, string path)
    {
        if (ResponseErrors.CheckMembers(item, path, MessageMembers) is { } unknown)
            return unknown;
        if (RequestFields.Text(item, "role") is not { } role)
            return ResponseErrors.Missing($"{path}.role");
        if (!Roles.Contains(role, StringComparer.Ordinal))
            return FieldRule.WrongChoice($"{path}.role", role, Roles);
        if (CheckId(item, path, "msg") is { } wrongId)
            return wrongId;
        if (!item.TryGetProperty("content", out var content))
            return ResponseErrors.Missing($"{path}.content");
        if (_content.Read(content, role == "assistant", $"{path}.content", out var text) is { } error)
            return error;
        Messages.Add(new ChatMessage(role, text));
        return null;
    }

    private ApiError? ReadCall(JsonElement item, string path, string member, string prefix)
    {
        if (ResponseErrors.CheckMembers(item, path, CallMembers) is { } unknown)
            return unknown;
        foreach (var name in (ReadOnlySpan<string>)["call_id", "name", member])
        {
            if (!item.TryGetProperty(name, out var value))
                return ResponseErrors.Missing($"{path}.{name}");
            if (value.ValueKind != JsonValueKind.String)
                return FieldRule.WrongType($"{path}.{name}", "a string", value);
            meter.AddText(value.GetString());
        }

        if (CheckId(item, path, prefix) is { } wrongId)
            return wrongId;
        var call = (item.GetProperty("call_id").GetString()!, item.GetProperty("name").GetString()!);
        _called.Add(call.Item1);
        _open.Add(call.Item1);

        // Calls that stand together, or after a text, are one turn.
        if (Messages is [.., { Role: "assistant" } last])
            Messages[^1] = last with { Calls = [.. last.Calls, call] };
        else
            Messages.Add(new ChatMessage("assistant", "") { Calls = [call] });
        return null;
    }

    private ApiError? ReadOutput(JsonElement item, string path, string kind)
    {
        if (ResponseErrors.CheckMembers(item, path, OutputMembers) is { } unknown)
            return unknown;
        if (RequestFields.Text(item, "call_id") is not { } id)
            return ResponseErrors.Missing($"{path}.call_id");
        if (!_called.Contains(id))
            return ApiError.Invalid($"No tool call found for {(kind[0] == 'c' ? "custom tool" : "function")} call output with call_id {id}.", "input");
        _open.Remove(id);
        if (!item.TryGetProperty("output", out var output))
            return ResponseErrors.Missing($"{path}.output");
        if (_content.Read(output, assistant: false, $"{path}.output", out var text) is { } error)
            return error;
        Messages.Add(new ChatMessage("tool", text) { ToolCallId = id });
        return null;
    }

    private ApiError? ReadReasoning(JsonElement item, string path, bool kept)
    {
        if (ResponseErrors.CheckMembers(item, path, exchange.Profile.ReasoningFormat is null ? ReasoningMembers : FormattedReasoningMembers) is { } unknown)
            return unknown;
        if (RequestFields.Text(item, "id") is not { } id)
            return ResponseErrors.Missing($"{path}.id");
        if (CheckId(item, path, "rs") is { } wrongId)
            return wrongId;
        if (!item.TryGetProperty("summary", out var summary))
            return ResponseErrors.Missing($"{path}.summary");
        if (summary.ValueKind != JsonValueKind.Array)
            return FieldRule.WrongType($"{path}.summary", "an array of objects", summary);
        var texts = RequestFields.Get(item, "content") is { ValueKind: JsonValueKind.Array } list ? list.GetArrayLength() : 0;
        if (texts > 0 && exchange.Profile.HidesReasoning)
        {
            // musistudio/claude-code-router#1783.
            return ApiError.Invalid(
                $"Invalid '{path}.content': array too long. Expected an array with maximum length 0, but got an array with length {texts} instead.", $"{path}.content", "array_above_max_length");
        }

        _loneReasoning = id;
        if (RequestFields.Text(item, "encrypted_content") is { } content)
        {
            if (ReasoningSeal.TokensOf(exchange.Profile.Name, content) is not { } tokens)
            {
                return new ApiError(
                    ErrorKind.InvalidRequest,
                    $"The encrypted content for item {id} could not be verified. Reason: Encrypted content could not be decrypted or parsed.", Code: "invalid_encrypted_content");
            }

            meter.AddTokens(Math.Clamp(tokens, 0, 100_000), content);
            return null;
        }

        // What carries its own text needs no keeping.
        if (kept || texts > 0 || exchange.Provider.Responses.FindItem(exchange.Key, id) is not null)
            return null;
        return ResponseErrors.ItemNotFound(id);
    }

    private ApiError? ReadReference(JsonElement item, string path)
    {
        if (RequestFields.Text(item, "id") is not { } id)
            return ResponseErrors.Missing($"{path}.id");
        return exchange.Provider.Responses.FindItem(exchange.Key, id) is { } found ? ReadItem(found, path, kept: true) : ResponseErrors.ItemNotFound(id);
    }

    private ApiError? ReadHosted(JsonElement item)
    {
        meter.AddText(item.GetRawText());
        return null;
    }

    private ApiError? CheckEnd()
    {
        meter.AddTokens(TokensPerItem, "");
        if (_loneReasoning is { } lone)
            return FollowingMissing(lone);
        return _open.Count > 0 ? ApiError.Invalid($"No tool output found for function call {_open.First()}.", "input") : null;
    }

    private static bool IsAnswer(JsonElement item, string kind) =>
        kind == "message" ? RequestFields.Text(item, "role") == "assistant" : !kind.EndsWith("_output", StringComparison.Ordinal);

    private static ApiError FollowingMissing(string id) =>
        ApiError.Invalid($"Item '{id}' of type 'reasoning' was provided without its required following item.", "input");

    private static ApiError? CheckId(JsonElement item, string path, string prefix)
    {
        if (RequestFields.Get(item, "id") is not { } id)
            return null;
        if (id.ValueKind != JsonValueKind.String)
            return FieldRule.WrongType($"{path}.id", "a string", id);
        return id.GetString()!.StartsWith(prefix, StringComparison.Ordinal)
            ? null
            : ApiError.Invalid($"Invalid '{path}.id': '{id.GetString()}'. Expected an ID that begins with '{prefix}'.", $"{path}.id", "invalid_value");
    }
}
