using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.OpenAi.Requests;

namespace HybridAi.Simulator.Cohere.Requests;

/// <summary>Reads <c>tools</c>.</summary>
internal static class ToolsReader
{
    public static ApiError? Read(JsonElement body, ServedModel model, PromptMeter meter, List<ToolDefinition> tools)
    {
        var strict = RequestFields.Flag(body, "strict_tools") == true;
        if (RequestFields.Get(body, "tools") is { } list)
        {
            var index = 0;
            foreach (var tool in list.EnumerateArray())
            {
                if (ReadTool(tool, $"tools[{index++}]", strict, tools) is { } error)
                    return error;
            }

            meter.AddText(list.GetRawText());
        }

        if (tools.Count == 0)
        {
            return RequestFields.Text(body, "tool_choice") is not null || strict
                ? Refusal.Invalid("tool_choice and strict_tools are only allowed when tools are given", "tool_choice")
                : null;
        }

        return model.Catalog.Tools ? null : Refusal.Invalid("tools are not supported by the specified model", "tools");
    }

    private static ApiError? ReadTool(JsonElement tool, string path, bool strict, List<ToolDefinition> tools)
    {
        if (CohereFields.Known(tool, path, "type", "function") is { } unknown)
            return unknown;
        if (RequestFields.Text(tool, "type") is not "function")
            return Refusal.Invalid($"{path}.type must be function", path);
        if (RequestFields.Get(tool, "function") is not { } function)
            return Refusal.Invalid($"{path}.function is required", path);
        if (CohereFields.Known(function, $"{path}.function", "name", "description", "parameters") is { } stranger)
            return stranger;
        if (RequestFields.Text(function, "name") is not { Length: > 0 } name)
            return Refusal.Invalid($"{path}.function.name is required", path);
        if (char.IsAsciiDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_'))
            return Refusal.Invalid($"tool name '{TextComposer.Cut(name, 100)}' must only contain characters a-z, A-Z, 0-9 and _ and must not begin with a digit", path);
        if (tools.Any(other => other.Name == name))
            return Refusal.Invalid($"tool name '{name}' is used more than once", path);
        if (RequestFields.Get(function, "description") is { ValueKind: not JsonValueKind.String })
            return Refusal.Invalid($"{path}.function.description must be a string", path);
        if (RequestFields.Get(function, "parameters") is not { ValueKind: JsonValueKind.Object } parameters)
            return Refusal.Invalid($"{path}.function.parameters is required and must be an object", path);
        if (RequestFields.Text(parameters, "type") is not "object")
            return Refusal.Invalid($"{path}.function.parameters.type must be object", path);
        if (strict && CohereSchema.Problem(parameters) is { } problem)
            return Refusal.Invalid($"strict_tools: the tool '{name}' cannot be followed strictly: {problem}", path);
        tools.Add(new ToolDefinition(name, Custom: false, parameters));
        return null;
    }
}
