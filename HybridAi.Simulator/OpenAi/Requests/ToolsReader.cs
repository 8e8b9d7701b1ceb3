using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi.Requests;

/// <summary>Reads tools and the choice among them.</summary>
internal static class ToolsReader
{
    private const int MostTools = 128;

    public static ApiError? Read(JsonElement list, ProviderProfile profile, List<ToolDefinition> tools)
    {
        if (list.GetArrayLength() > MostTools)
            return ApiError.Invalid($"Invalid 'tools': array too long. Expected an array with maximum length {MostTools}, but got an array with length {list.GetArrayLength()} instead.", "tools", "array_above_max_length");
        var index = 0;
        foreach (var tool in list.EnumerateArray())
        {
            if (ReadTool(tool, $"tools[{index++}]", profile, tools) is { } error)
                return error;
        }

        return null;
    }

    public static ApiError? ReadFunction(JsonElement function, string at, ProviderProfile profile, List<ToolDefinition> tools)
    {
        if (function.ValueKind != JsonValueKind.Object)
            return FieldRule.WrongType(at, "an object", function);
        if (ReadName(function, at, profile, out var name) is { } wrongName)
            return wrongName;
        if (RequestFields.Get(function, "description") is { ValueKind: not JsonValueKind.String } description)
            return FieldRule.WrongType($"{at}.description", "a string", description);
        if (RequestFields.Get(function, "strict") is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) } strict)
            return FieldRule.WrongType($"{at}.strict", "a boolean", strict);
        var parameters = RequestFields.Get(function, "parameters");
        if (parameters is { ValueKind: not JsonValueKind.Object } wrong)
            return FieldRule.WrongType($"{at}.parameters", "an object", wrong);
        if (parameters is { } schema)
        {
            if (RequestFields.Get(schema, "type") is { } type && (type.ValueKind != JsonValueKind.String || type.GetString() != "object"))
                return SchemaError(name, at, $"schema must be a JSON Schema of 'type: \"object\"', got 'type: {type}'.");
            if (profile.StrictSchemas && RequestFields.Flag(function, "strict") == true && StrictSchema.Problem(schema) is { } problem)
                return SchemaError(name, at, problem);
        }

        tools.Add(new ToolDefinition(name, Custom: false, parameters));
        return null;
    }

    public static ApiError? ReadChoice(
        JsonElement value, ProviderProfile profile, IReadOnlyList<ToolDefinition> tools, out ToolChoice choice)
    {
        choice = ToolChoice.Auto;
        if (value.ValueKind == JsonValueKind.String)
        {
            var word = value.GetString()!;
            if (!profile.ToolChoices.Contains(word, StringComparer.Ordinal))
                return FieldRule.WrongChoice("tool_choice", word, profile.ToolChoices);
            choice = new ToolChoice(word switch { "none" => ToolChoiceMode.None, "auto" => ToolChoiceMode.Auto, _ => ToolChoiceMode.Required });
            return tools.Count == 0 && word != "none" ? WithoutTools() : null;
        }

        if (value.ValueKind != JsonValueKind.Object)
            return FieldRule.WrongType("tool_choice", "one of a string or object", value);
        if (tools.Count == 0)
            return WithoutTools();
        var kind = RequestFields.Text(value, "type");
        return kind switch
        {
            "allowed_tools" => ReadAllowed(value, tools, out choice),
            "function" or "custom" => ReadNamed(value, kind, profile, tools, out choice),
            _ => FieldRule.WrongChoice("tool_choice.type", kind, ["function", "allowed_tools", "custom"]),
        };
    }

    private static ApiError? ReadTool(JsonElement tool, string at, ProviderProfile profile, List<ToolDefinition> tools)
    {
        if (tool.ValueKind != JsonValueKind.Object)
            return FieldRule.WrongType(at, "an object", tool);
        if (RequestFields.Text(tool, "type") is not { } kind)
            return RequestFields.Missing(profile, $"{at}.type");
        if (kind == "function")
        {
            return RequestFields.Get(tool, "function") is { } function
                ? ReadFunction(function, $"{at}.function", profile, tools)
                : RequestFields.Missing(profile, $"{at}.function");
        }

        if (kind != "custom" || !profile.CustomTools)
            return FieldRule.WrongChoice($"{at}.type", kind, profile.CustomTools ? ["function", "custom"] : ["function"]);
        if (RequestFields.Get(tool, "custom") is not { ValueKind: JsonValueKind.Object } custom)
            return RequestFields.Missing(profile, $"{at}.custom");
        if (ReadName(custom, $"{at}.custom", profile, out var name) is { } error)
            return error;
        tools.Add(new ToolDefinition(name, Custom: true, null));
        return null;
    }

    private static ApiError? ReadName(JsonElement body, string at, ProviderProfile profile, out string name)
    {
        name = "";
        if (RequestFields.Get(body, "name") is not { } value)
            return RequestFields.Missing(profile, $"{at}.name");
        if (value.ValueKind != JsonValueKind.String)
            return FieldRule.WrongType($"{at}.name", "a string", value);
        name = value.GetString()!;
        var fits = name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
        return fits
            ? null
            : ApiError.Invalid($"Invalid '{at}.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$' and has at most 64 characters.", $"{at}.name", "invalid_value");
    }

    private static ApiError? ReadNamed(
        JsonElement value, string kind, ProviderProfile profile, IReadOnlyList<ToolDefinition> tools, out ToolChoice choice)
    {
        choice = ToolChoice.Auto;
        if (RequestFields.Get(value, kind) is not { ValueKind: JsonValueKind.Object } body || RequestFields.Text(body, "name") is not { } name)
            return RequestFields.Missing(profile, $"tool_choice.{kind}.name");
        if (tools.All(tool => tool.Name != name))
            return ApiError.Invalid($"Tool choice '{name}' not found in 'tools' parameter.", "tool_choice");
        choice = new ToolChoice(ToolChoiceMode.Required, [name]);
        return null;
    }

    private static ApiError? ReadAllowed(JsonElement value, IReadOnlyList<ToolDefinition> tools, out ToolChoice choice)
    {
        choice = ToolChoice.Auto;
        if (RequestFields.Get(value, "allowed_tools") is not { ValueKind: JsonValueKind.Object } allowed
            || RequestFields.Get(allowed, "tools") is not { ValueKind: JsonValueKind.Array } list)
            return ApiError.Invalid("Missing required parameter: 'tool_choice.allowed_tools.tools'.", "tool_choice.allowed_tools.tools", "missing_required_parameter");
        var mode = RequestFields.Text(allowed, "mode");
        if (mode is not ("auto" or "required"))
            return FieldRule.WrongChoice("tool_choice.allowed_tools.mode", mode, ["auto", "required"]);
        var names = new List<string>();
        foreach (var item in list.EnumerateArray())
        {
            var kind = item.ValueKind == JsonValueKind.Object ? RequestFields.Text(item, "type") ?? "function" : "function";
            var name = item.ValueKind == JsonValueKind.Object && RequestFields.Get(item, kind) is { ValueKind: JsonValueKind.Object } body
                ? RequestFields.Text(body, "name")
                : null;
            if (name is null || tools.All(tool => tool.Name != name))
                return ApiError.Invalid($"Allowed tool '{name}' not found in 'tools' parameter.", "tool_choice.allowed_tools.tools");
            names.Add(name);
        }

        choice = new ToolChoice(mode == "required" ? ToolChoiceMode.Required : ToolChoiceMode.Auto, names);
        return null;
    }

    private static ApiError WithoutTools() =>
        ApiError.Invalid("Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.", "tool_choice");

    private static ApiError SchemaError(string name, string at, string problem) =>
        ApiError.Invalid($"Invalid schema for function '{name}': {problem}", $"{at}.parameters", "invalid_function_parameters");
}
