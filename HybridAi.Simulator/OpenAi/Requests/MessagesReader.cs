using System.Globalization;
using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Gemini;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi.Requests;

/// <summary>Reads a conversation and checks that it is one: known roles, and every tool message answers a call.</summary>
internal sealed class MessagesReader(ProviderProfile profile, ServedModel model, PromptMeter meter)
{
    // What a message and the start of the answer cost beside their text.
    private const int TokensPerMessage = 3;

    private readonly ContentReader _content = new(profile, model, meter);
    private readonly List<ChatMessage> _messages = [];
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    public IReadOnlyList<ChatMessage> Messages => _messages;

    public int AudioTokens => _content.AudioTokens;

    public ApiError? Read(JsonElement messages)
    {
        if (messages.GetArrayLength() == 0)
            return ApiError.Invalid("Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.", "messages", "empty_array");
        var index = 0;
        foreach (var message in messages.EnumerateArray())
        {
            if (ReadMessage(message, index++) is { } error)
                return error;
        }

        meter.AddTokens(TokensPerMessage, "");
        if (_open.Count > 0)
            return Unanswered(_messages.Count - 1);
        if (profile.SignsCalls && CompatibleSignatures.Check(messages, model.Catalog) is { } wrongSignature)
            return wrongSignature;
        var last = _messages[^1];
        if (profile.LastMessageMustAsk && last.Role is not ("user" or "tool") && !last.Prefix)
            return new ApiError(ErrorKind.InvalidRequest, $"Expected last role User or Tool (or Assistant with prefix True) for serving but got {last.Role}");
        return null;
    }

    private ApiError? ReadMessage(JsonElement message, int index)
    {
        var path = $"messages[{index}]";
        if (message.ValueKind != JsonValueKind.Object)
            return FieldRule.WrongType(path, "an object", message);
        if (RequestFields.Get(message, "role") is not { } roleValue)
            return RequestFields.Missing(profile, $"{path}.role");
        if (roleValue.ValueKind != JsonValueKind.String)
            return FieldRule.WrongType($"{path}.role", "a string", roleValue);
        var role = roleValue.GetString()!;
        if (!profile.Roles.Contains(role, StringComparer.Ordinal))
            return FieldRule.WrongChoice($"{path}.role", role, profile.Roles);
        if (role != "tool" && _open.Count > 0)
            return Unanswered(index);
        meter.AddTokens(TokensPerMessage, role);
        if (ReadName(message, path) is { } wrongName)
            return wrongName;
        return role switch
        {
            "assistant" => CheckMembers(message, index) ?? ReadAssistant(message, path),
            "tool" => ReadTool(message, path),
            _ => ReadPlain(message, role, path),
        };
    }

    private ApiError? ReadPlain(JsonElement message, string role, string path)
    {
        if (RequestFields.Get(message, "content") is not { } content)
            return RequestFields.Missing(profile, $"{path}.content");
        if (_content.Read(content, role, $"{path}.content", out var text) is { } error)
            return error;
        _messages.Add(new ChatMessage(role, text));
        return null;
    }

    // A null counts as being there: what is checked are names.
    private ApiError? CheckMembers(JsonElement message, int index)
    {
        foreach (var member in profile.AssistantMembers is null ? default : message.EnumerateObject())
        {
            if (!profile.AssistantMembers!.Contains(member.Name, StringComparer.Ordinal))
            {
                return ApiError.Invalid(
                    string.Format(CultureInfo.InvariantCulture, profile.UnknownMemberMessage, index, member.Name), $"messages[{index}].{member.Name}", profile.UnknownMemberCode);
            }
        }

        return profile.RefusesForeignReasoning && !model.Catalog.Reasoning && RequestFields.Get(message, "reasoning") is not null
            ? ApiError.Invalid($"messages[{index}].reasoning: reasoning is not supported with this model", $"messages[{index}].reasoning")
            : null;
    }

    private ApiError? ReadAssistant(JsonElement message, string path)
    {
        var text = "";
        if (RequestFields.Get(message, "content") is { } content
            && _content.Read(content, "assistant", $"{path}.content", out text) is { } error)
            return error;
        var calls = new List<(string Id, string Name)>();
        if (RequestFields.Get(message, "tool_calls") is { } list && ReadCalls(list, $"{path}.tool_calls", calls) is { } wrongCall)
            return wrongCall;
        if (RequestFields.Get(message, "function_call") is { } legacy)
        {
            meter.AddText(legacy.GetRawText());
            calls.Add(("", legacy.ValueKind == JsonValueKind.Object ? RequestFields.Text(legacy, "name") ?? "" : ""));
        }

        var empty = RequestFields.Get(message, "content") is null && RequestFields.Get(message, "refusal") is null
            && RequestFields.Get(message, "audio") is null;
        if (empty && calls.Count == 0)
            return ApiError.Invalid($"Invalid value for 'content': expected a string, got null. An assistant message needs content or tool calls.", $"{path}.content");
        foreach (var (id, _) in calls)
        {
            if (id.Length > 0)
                _open.Add(id);
        }

        _messages.Add(new ChatMessage("assistant", text) { Calls = calls, Prefix = RequestFields.Flag(message, "prefix") ?? false });
        return null;
    }

    private ApiError? ReadCalls(JsonElement list, string path, List<(string Id, string Name)> calls)
    {
        if (list.ValueKind != JsonValueKind.Array)
            return FieldRule.WrongType(path, "an array of objects", list);
        if (list.GetArrayLength() == 0)
            return ApiError.Invalid($"Invalid '{path}': empty array. Expected an array with minimum length 1, but got an empty array instead.", path, "empty_array");
        var index = 0;
        foreach (var call in list.EnumerateArray())
        {
            var at = $"{path}[{index++}]";
            if (call.ValueKind != JsonValueKind.Object)
                return FieldRule.WrongType(at, "an object", call);
            if (RequestFields.Text(call, "id") is not { Length: > 0 } id)
                return RequestFields.Missing(profile, $"{at}.id");
            var kind = RequestFields.Text(call, "type") ?? "function";
            if (kind is not ("function" or "custom"))
                return FieldRule.WrongChoice($"{at}.type", kind, ["function", "custom"]);
            if (RequestFields.Get(call, kind) is not { ValueKind: JsonValueKind.Object } body)
                return RequestFields.Missing(profile, $"{at}.{kind}");
            if (RequestFields.Text(body, "name") is not { Length: > 0 } name)
                return RequestFields.Missing(profile, $"{at}.{kind}.name");
            var argument = kind == "custom" ? "input" : "arguments";
            if (RequestFields.Get(body, argument) is not { } arguments)
                return RequestFields.Missing(profile, $"{at}.{kind}.{argument}");
            if (arguments.ValueKind != JsonValueKind.String && !(profile.ArgumentsMayBeObject && arguments.ValueKind == JsonValueKind.Object))
                return FieldRule.WrongType($"{at}.{kind}.{argument}", "a string", arguments);
            meter.AddText(name);
            meter.AddText(arguments.ValueKind == JsonValueKind.String ? arguments.GetString() : arguments.GetRawText());
            calls.Add((id, name));
        }

        return null;
    }

    private ApiError? ReadTool(JsonElement message, string path)
    {
        if (RequestFields.Text(message, "tool_call_id") is not { } id)
            return RequestFields.Missing(profile, $"{path}.tool_call_id");
        var asker = _messages.FindLastIndex(earlier => earlier.Role != "tool");
        if (asker < 0 || _messages[asker].Calls.Count == 0)
        {
            return ApiError.Invalid(
                "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.", $"{path}.role");
        }

        if (!_open.Remove(id) && _messages[asker].Calls.All(call => call.Id != id))
        {
            return ApiError.Invalid(
                $"Invalid parameter: 'tool_call_id' of '{id}' not found in 'tool_calls' of previous message.", $"{path}.tool_call_id");
        }

        if (RequestFields.Get(message, "content") is not { } content)
            return RequestFields.Missing(profile, $"{path}.content");
        if (_content.Read(content, "tool", $"{path}.content", out var text) is { } error)
            return error;
        _messages.Add(new ChatMessage("tool", text) { ToolCallId = id });
        return null;
    }

    private static ApiError? ReadName(JsonElement message, string path)
    {
        if (RequestFields.Get(message, "name") is not { } name)
            return null;
        if (name.ValueKind != JsonValueKind.String)
            return FieldRule.WrongType($"{path}.name", "a string", name);
        var text = name.GetString()!;
        return text.Length is 0 or > 64 || text.AsSpan().ContainsAny(" \t\r\n<|\\/>")
            ? ApiError.Invalid($"Invalid '{path}.name': string does not match pattern. Expected a string that matches the pattern '^[^\\s<|\\\\/>]+$'.", $"{path}.name", "invalid_value")
            : null;
    }

    private ApiError Unanswered(int index) => ApiError.Invalid(
        "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. "
        + $"The following tool_call_ids did not have response messages: {string.Join(", ", _open)}",
        $"messages[{index}].role");
}
