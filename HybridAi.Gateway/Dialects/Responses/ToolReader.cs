using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Dialects.Json;

namespace HybridAi.Gateway.Dialects.Responses;

/// <summary>Reads tools and the choice among them: functions and custom tools are flat here, all else is hosted by OpenAI.</summary>
internal static class ToolReader
{
    /// <summary>Reads <c>tools</c>.</summary>
    public static List<ToolDefinition> ReadTools(JsonFields body)
    {
        var tools = new List<ToolDefinition>();
        foreach (var tool in body.Objects("tools"))
        {
            tools.Add(tool.RequiredText("type") switch
            {
                "function" => ReadFunction(tool),
                "custom" => ReadCustom(tool),
                var hosted => new ToolDefinition.Hosted(hosted, tool.Raw()),
            });
        }

        return tools;
    }

    /// <summary>Reads <c>tool_choice</c>.</summary>
    /// <param name="body">The body.</param>
    /// <param name="extra">Gets what has no typed member.</param>
    public static ToolChoice? ReadChoice(JsonFields body, List<ExtraField> extra)
    {
        switch (body.Any("tool_choice"))
        {
            case null:
                return null;
            case { ValueKind: JsonValueKind.String } word:
                if (ModeOf(word.GetString()!) is { } mode)
                    return new ToolChoice(mode);
                body.Fail("tool_choice", "must be 'none', 'auto', 'required' or an object");
                return null;
            case { ValueKind: JsonValueKind.Object }:
                var choice = body.Object("tool_choice")!;
                var read = ReadChoice(choice);
                extra.AddRange(choice.Rest("tool_choice/"));
                return read;
            default:
                body.Fail("tool_choice", "must be 'none', 'auto', 'required' or an object");
                return null;
        }
    }

    private static ToolDefinition.Function ReadFunction(JsonFields tool)
    {
        var function = new ToolDefinition.Function(tool.RequiredText("name"))
        {
            Description = tool.Text("description"),
            Parameters = tool.RawObject("parameters"),
            Strict = tool.Flag("strict"),
        };
        return function with { Extra = tool.Rest() };
    }

    private static ToolDefinition.Custom ReadCustom(JsonFields tool)
    {
        var custom = new ToolDefinition.Custom(tool.RequiredText("name")) { Description = tool.Text("description") };
        if (tool.Object("format") is { } format && format.RequiredText("type") is var type && type != "text")
        {
            if (type == "grammar")
                custom = custom with { Syntax = format.RequiredText("syntax"), Grammar = format.RequiredText("definition") };
            else if (type.Length > 0)
                format.Fail("type", "must be 'text' or 'grammar'");
        }

        return custom with { Extra = tool.Rest() };
    }

    private static ToolChoice ReadChoice(JsonFields choice)
    {
        switch (choice.RequiredText("type"))
        {
            case "allowed_tools":
                var mode = ModeOf(choice.RequiredText("mode"));
                if (mode is not (ToolChoiceMode.Auto or ToolChoiceMode.Required))
                    choice.Fail("mode", "must be 'auto' or 'required'");
                return new ToolChoice(mode ?? ToolChoiceMode.Auto) { Tools = [.. choice.Objects("tools").Select(ReadReference)] };
            case var type:
                return new ToolChoice(ToolChoiceMode.Named) { Tools = [ReadReference(choice, type)] };
        }
    }

    private static ToolReference ReadReference(JsonFields tool) => ReadReference(tool, tool.RequiredText("type"));

    private static ToolReference ReadReference(JsonFields tool, string type) => type switch
    {
        "function" => new ToolReference(ToolKind.Function, tool.RequiredText("name")),
        "custom" => new ToolReference(ToolKind.Custom, tool.RequiredText("name")),
        _ => new ToolReference(ToolKind.Hosted, type),
    };

    private static ToolChoiceMode? ModeOf(string word) => word switch
    {
        "none" => ToolChoiceMode.None,
        "auto" => ToolChoiceMode.Auto,
        "required" => ToolChoiceMode.Required,
        _ => null,
    };
}
