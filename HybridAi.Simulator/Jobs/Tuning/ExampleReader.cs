using System.Text.Json;
using HybridAi.Simulator.Answers;

namespace HybridAi.Simulator.Jobs.Tuning;

/// <summary>Reads the examples of a training file.</summary>
internal static class ExampleReader
{
    private const int TokensOfMessage = 3;
    private const int TokensOfExample = 3;

    private static readonly string[] Roles = ["system", "developer", "user", "assistant", "tool", "function"];
    private static readonly string[] ChatKeys = ["messages", "tools", "functions", "parallel_tool_calls"];
    private static readonly string[] PreferenceKeys = ["input", "preferred_output", "non_preferred_output"];
    private static readonly string[] MessageKeys = ["role", "content", "name", "weight", "tool_calls", "tool_call_id", "function_call", "refusal", "prefix", "audio"];

    /// <summary>A conversation that ends with the assistant's word.</summary>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public static string? ReadChat(JsonElement json, PromptMeter meter)
    {
        if (ReadConversation(json, meter, out var last) is { } wrong)
            return wrong;
        return last == "assistant" ? null : $"the last message must be from the assistant, not from {last}";
    }

    /// <summary>A conversation, and two answers of which the first is preferred.</summary>
    public static string? ReadPreference(JsonElement json, PromptMeter meter)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return "not a JSON object";
        if (Unexpected(json, PreferenceKeys) is { } unexpected)
            return unexpected;
        if (!json.TryGetProperty("input", out var input))
            return "missing key 'input'";
        if (ReadConversation(input, meter, out _) is { } wrong)
            return $"input: {wrong}";
        foreach (var key in (ReadOnlySpan<string>)["preferred_output", "non_preferred_output"])
        {
            if (!json.TryGetProperty(key, out var output))
                return $"missing key '{key}'";
            if (output.ValueKind != JsonValueKind.Array || output.GetArrayLength() != 1)
                return $"'{key}' must hold one message";
            if (ReadMessage(output[0], meter, out var role) is { } bad)
                return $"{key}: {bad}";
            if (role != "assistant")
                return $"{key}: the message must be from the assistant";
        }

        return null;
    }

    private static string? ReadConversation(JsonElement json, PromptMeter meter, out string last)
    {
        last = "";
        if (json.ValueKind != JsonValueKind.Object)
            return "not a JSON object";
        if (Unexpected(json, ChatKeys) is { } unexpected)
            return unexpected;
        if (!json.TryGetProperty("messages", out var messages))
            return "missing key 'messages'";
        if (messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0)
            return "'messages' must be an array with at least one message";
        if (json.TryGetProperty("tools", out var tools))
        {
            if (tools.ValueKind != JsonValueKind.Array)
                return "'tools' must be an array";
            meter.AddText(tools.GetRawText());
        }

        meter.AddTokens(TokensOfExample, "");
        var number = 0;
        foreach (var message in messages.EnumerateArray())
        {
            number++;
            if (ReadMessage(message, meter, out last) is { } wrong)
                return $"message {number}: {wrong}";
        }

        return null;
    }

    private static string? ReadMessage(JsonElement message, PromptMeter meter, out string role)
    {
        role = "";
        if (message.ValueKind != JsonValueKind.Object)
            return "not an object";
        if (Unexpected(message, MessageKeys) is { } unexpected)
            return unexpected;
        if (!message.TryGetProperty("role", out var given) || given.ValueKind != JsonValueKind.String)
            return "missing key 'role'";
        role = given.GetString()!;
        if (!Roles.Contains(role, StringComparer.Ordinal))
            return $"unknown role '{TextComposer.Cut(role, 40)}'";
        if (message.TryGetProperty("weight", out var weight) && !(role == "assistant" && weight.ValueKind == JsonValueKind.Number && weight.GetRawText() is "0" or "1"))
            return "'weight' must be 0 or 1, on messages of the assistant";
        meter.AddTokens(TokensOfMessage, role);
        var calls = message.TryGetProperty("tool_calls", out var tools) || message.TryGetProperty("function_call", out tools);
        if (calls)
            meter.AddText(tools.GetRawText());
        if (!message.TryGetProperty("content", out var content) || content.ValueKind == JsonValueKind.Null)
            return calls && role == "assistant" ? null : "missing key 'content'";
        switch (content.ValueKind)
        {
            case JsonValueKind.String:
                meter.AddText(content.GetString()!);
                return null;
            case JsonValueKind.Array when content.EnumerateArray().All(part => part.ValueKind == JsonValueKind.Object):
                meter.AddText(content.GetRawText());
                return null;
            default:
                return "'content' must be a string or an array of parts";
        }
    }

    private static string? Unexpected(JsonElement json, string[] keys)
    {
        foreach (var member in json.EnumerateObject())
        {
            if (!keys.Contains(member.Name, StringComparer.Ordinal))
                return $"unexpected key '{TextComposer.Cut(member.Name, 40)}'";
        }

        return null;
    }
}
