using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Dialects.Json;

namespace HybridAi.Gateway.Dialects.ChatCompletions;

/// <summary>Reads the tools and whether they must be called, in today's form and the deprecated one.</summary>
internal static class ChatToolReader
{
    public static IReadOnlyList<ToolDefinition> ReadTools(JsonFields body, List<ExtraField> extra)
    {
        var tools = new List<ToolDefinition>();
        foreach (var tool in body.Objects("tools"))
            tools.Add(ReadTool(tool));
        if (tools.Count > 0 || !body.Has(ChatRequestReader.Functions))
            return tools;
        foreach (var function in body.Objects(ChatRequestReader.Functions))
            tools.Add(ReadFunction(function));
        extra.Add(new ExtraField(ChatRequestReader.Functions, Verbatim.Of("true")));
        return tools;
    }

    public static ToolChoice? ReadChoice(JsonFields body)
    {
        var deprecated = ReadFunctionCall(body);
        if (body.Any("tool_choice") is not { } choice)
            return deprecated;
        if (choice.ValueKind == JsonValueKind.String)
        {
            if (ModeOf(choice.GetString()!) is { } mode)
                return new ToolChoice(mode);
        }
        else if (choice.ValueKind == JsonValueKind.Object)
            return ReadNamed(body.Object("tool_choice")!);
        body.Fail("tool_choice", "must be none, auto, required, or an object that names a tool");
        return null;
    }

    private static ToolDefinition ReadTool(JsonFields tool)
    {
        var cache = ChatPartReader.ReadCacheControl(tool);
        switch (tool.RequiredText("type"))
        {
            case "function":
                tool.Missing("function");
                return tool.Object("function") is { } function
                    ? ReadFunction(function) is var read ? read with { Cache = cache, Extra = Join(function.Rest("function/"), tool.Rest()) } : read
                    : new ToolDefinition.Function("");
            case "custom":
                tool.Missing("custom");
                return tool.Object("custom") is { } custom
                    ? ReadCustom(custom) is var made ? made with { Cache = cache, Extra = Join(custom.Rest("custom/"), tool.Rest()) } : made
                    : new ToolDefinition.Custom("");
            case var type:
                return new ToolDefinition.Hosted(type, tool.Raw());
        }
    }

    private static ToolDefinition.Function ReadFunction(JsonFields function)
    {
        return new ToolDefinition.Function(function.RequiredText("name"))
        {
            Description = function.Text("description"),
            Parameters = function.RawObject("parameters"),
            Strict = function.Flag("strict"),
        };
    }

    private static ToolDefinition.Custom ReadCustom(JsonFields custom)
    {
        var format = custom.Object("format");
        var grammar = format?.RequiredText("type") == "grammar" ? format.Object("grammar") : null;
        return new ToolDefinition.Custom(custom.RequiredText("name"))
        {
            Description = custom.Text("description"),
            Syntax = grammar?.RequiredText("syntax"),
            Grammar = grammar?.RequiredText("definition"),
        };
    }

    private static ToolChoice ReadNamed(JsonFields choice)
    {
        switch (choice.RequiredText("type"))
        {
            case "function" or "custom":
                return new ToolChoice(ToolChoiceMode.Named) { Tools = [ReadReference(choice)] };
            case "allowed_tools":
                choice.Missing("allowed_tools");
                return choice.Object("allowed_tools") is { } allowed ? ReadAllowed(allowed) : new ToolChoice(ToolChoiceMode.Auto);
            case var hosted:
                return new ToolChoice(ToolChoiceMode.Named) { Tools = [new ToolReference(ToolKind.Hosted, hosted)] };
        }
    }

    private static ToolChoice ReadAllowed(JsonFields allowed)
    {
        var mode = ModeOf(allowed.Text("mode") ?? "auto");
        if (mode is not (ToolChoiceMode.Auto or ToolChoiceMode.Required))
            allowed.Fail("mode", "must be auto or required");
        var tools = new List<ToolReference>();
        foreach (var tool in allowed.Objects("tools"))
            tools.Add(ReadReference(tool));
        return new ToolChoice(mode ?? ToolChoiceMode.Auto) { Tools = tools };
    }

    private static ToolReference ReadReference(JsonFields tool)
    {
        var type = tool.RequiredText("type");
        if (type is not ("function" or "custom"))
            return new ToolReference(ToolKind.Hosted, type);
        tool.Missing(type);
        return new ToolReference(type == "custom" ? ToolKind.Custom : ToolKind.Function, tool.Object(type)?.RequiredText("name") ?? "");
    }

    private static ToolChoice? ReadFunctionCall(JsonFields body)
    {
        if (body.Any("function_call") is not { } call)
            return null;
        if (call.ValueKind == JsonValueKind.String && ModeOf(call.GetString()!) is { } mode)
            return new ToolChoice(mode);
        if (call.ValueKind == JsonValueKind.Object)
            return new ToolChoice(ToolChoiceMode.Named) { Tools = [new ToolReference(ToolKind.Function, body.Object("function_call")!.RequiredText("name"))] };
        body.Fail("function_call", "must be none, auto, or an object that names a function");
        return null;
    }

    private static ToolChoiceMode? ModeOf(string word) => word switch
    {
        "none" => ToolChoiceMode.None,
        "auto" => ToolChoiceMode.Auto,
        // "any" is Mistral's word.
        "required" or "any" => ToolChoiceMode.Required,
        _ => null,
    };

    private static IReadOnlyList<ExtraField> Join(IReadOnlyList<ExtraField> inner, IReadOnlyList<ExtraField> outer) =>
        inner.Count == 0 ? outer : [.. inner, .. outer];
}
