using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Dialects.Json;

namespace HybridAi.Gateway.Dialects.Messages;

/// <summary>Reads tools and the choice among them: the caller's own functions, and dated tools that Anthropic runs or knows.</summary>
internal static class MessagesTools
{
    public static IReadOnlyList<ToolDefinition> Read(JsonFields fields)
    {
        var tools = new List<ToolDefinition>();
        foreach (var tool in fields.Objects("tools"))
            tools.Add(tool.Text("type") is { } type and not "custom" ? new ToolDefinition.Hosted(type, tool.Raw()) : ReadFunction(tool));
        return tools;
    }

    public static ToolChoice? ReadChoice(JsonFields? choice)
    {
        if (choice is null)
            return null;
        var type = choice.RequiredText("type");
        if (type == "tool")
            return new ToolChoice(ToolChoiceMode.Named) { Tools = [new ToolReference(ToolKind.Function, choice.RequiredText("name"))] };
        if (type is not ("auto" or "any" or "none"))
            choice.Fail("type", "must be one of auto, any, tool, none");
        return new ToolChoice(type switch { "any" => ToolChoiceMode.Required, "none" => ToolChoiceMode.None, _ => ToolChoiceMode.Auto });
    }

    private static ToolDefinition.Function ReadFunction(JsonFields tool)
    {
        var name = tool.RequiredText("name");
        if (tool.Any("input_schema") is not { ValueKind: JsonValueKind.Object })
            tool.Fail("input_schema", "must be a JSON schema");
        return new ToolDefinition.Function(name)
        {
            Description = tool.Text("description"),
            Parameters = tool.Raw("input_schema"),
            Strict = tool.Flag("strict"),
            Cache = MessagesBlocks.ReadCache(tool),
            Extra = tool.Rest(),
        };
    }
}
