using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.OpenAi.Requests;

namespace HybridAi.Simulator.Anthropic.Requests;

/// <summary>Reads tools and the choice among them.</summary>
internal sealed class ToolsReader(PromptCounter counter)
{
    // Tools that the provider runs or defines itself: accepted, and never called.
    private static readonly string[] Hosted =
    [
        "bash_20250124", "browser_toolset_20260801", "code_execution_20250522", "code_execution_20250825", "code_execution_20260120",
        "code_execution_20260521", "computer_toolset_20260801", "memory_20250818", "text_editor_20250124", "text_editor_20250429",
        "text_editor_20250728", "tool_search_tool_bm25_20251119", "tool_search_tool_regex_20251119", "web_fetch_20250910",
        "web_fetch_20260209", "web_fetch_20260309", "web_fetch_20260318", "web_search_20250305", "web_search_20260209", "web_search_20260318",
    ];

    private static readonly string[] Choices = ["any", "auto", "none", "tool"];

    public List<ToolDefinition> Tools { get; } = [];

    public bool AnyTools { get; private set; }

    public ToolChoice Choice { get; private set; } = ToolChoice.Auto;

    public bool Parallel { get; private set; } = true;

    /// <summary>A call is forced.</summary>
    public bool Forced => Choice.Mode == ToolChoiceMode.Required;

    public ApiError? Read(JsonElement body)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (body.GetPropertyOrNull("tools") is { } list)
        {
            var index = 0;
            foreach (var tool in list.EnumerateArray())
            {
                if (ReadTool(tool, $"tools.{index++}", names) is { } error)
                    return error;
            }
        }

        return body.GetPropertyOrNull("tool_choice") is { } choice ? ReadChoice(choice, names) : null;
    }

    private ApiError? ReadTool(JsonElement tool, string path, HashSet<string> names)
    {
        if (tool.ValueKind != JsonValueKind.Object)
            return Field.Wrong(path, "Input should be an object");
        AnyTools = true;
        var type = tool.TryGetProperty("type", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString() : null;
        var isHosted = type is not (null or "custom");
        var at = isHosted ? $"{path}.{type}" : $"{path}.custom";
        if (isHosted && !Hosted.Contains(type))
            return Field.WrongTag(path, type, [.. Hosted, "custom"]);
        if ((isHosted ? CheckHosted(tool, at) : CheckCustom(tool, at)) is { } wrong)
            return wrong;
        var name = tool.TryGetProperty("name", out var named) ? named.GetString()! : type!;
        if (!names.Add(name))
            return ApiError.Invalid("tools: Tool names must be unique.", "tools");
        counter.Meter.AddText(tool.GetRawText());
        if (!isHosted)
            Tools.Add(new ToolDefinition(name, Custom: false, tool.GetProperty("input_schema")));
        return counter.EndBlock(tool, at);
    }

    private static ApiError? CheckHosted(JsonElement tool, string at) =>
        tool.TryGetProperty("name", out var name) && name.ValueKind != JsonValueKind.String ? Field.Wrong($"{at}.name", "Input should be a valid string") : null;

    private static ApiError? CheckCustom(JsonElement tool, string at)
    {
        if (Field.CheckAll(tool, at, RequestShape.Tool) is { } wrong)
            return wrong;
        var name = tool.GetProperty("name").GetString()!;
        if (name.Length is 0 or > 128 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            return Field.Wrong($"{at}.name", "String should match pattern '^[a-zA-Z0-9_-]{1,128}$'");
        var schema = tool.GetProperty("input_schema");
        if (!schema.TryGetProperty("type", out var type))
            return Field.Wrong($"{at}.input_schema.type", "Field required");
        if (type.ValueKind != JsonValueKind.String || !type.ValueEquals("object"u8))
            return Field.Wrong($"{at}.input_schema.type", "Input should be 'object'");
        foreach (var combination in (ReadOnlySpan<string>)["oneOf", "allOf", "anyOf"])
        {
            if (schema.TryGetProperty(combination, out _))
                return Field.Wrong($"{at}.input_schema", "input_schema does not support oneOf, allOf, or anyOf at the top level");
        }

        return tool.IsTrue("strict") && OutputSchema.Problem(schema) is { } problem ? Field.Wrong(at.Replace(".custom", "", StringComparison.Ordinal), problem) : null;
    }

    private ApiError? ReadChoice(JsonElement choice, HashSet<string> names)
    {
        var kind = choice.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;
        if (!Choices.Contains(kind))
            return Field.WrongTag("tool_choice", kind, Choices);
        var shape = kind switch
        {
            "none" => RequestShape.OnlyType,
            "tool" => RequestShape.ToolChoiceTool,
            _ => RequestShape.ToolChoice,
        };
        if (Field.CheckAll(choice, $"tool_choice.{kind}", shape) is { } wrong)
            return wrong;
        if (!AnyTools)
            return ApiError.Invalid("tool_choice: tool_choice may only be specified while providing tools", "tool_choice");
        Parallel = !choice.IsTrue("disable_parallel_tool_use");
        Choice = kind switch
        {
            "none" => new ToolChoice(ToolChoiceMode.None),
            "any" => new ToolChoice(ToolChoiceMode.Required),
            "tool" => new ToolChoice(ToolChoiceMode.Required, [choice.GetProperty("name").GetString()!]),
            _ => ToolChoice.Auto,
        };
        return kind == "tool" && !names.Contains(Choice.Names![0])
            ? ApiError.Invalid($"Tool '{Choice.Names[0]}' not found in provided tools", "tool_choice.tool.name")
            : null;
    }
}
