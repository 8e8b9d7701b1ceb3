using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi.Responses;

/// <summary>Reads tools and the choice among them, in the flat form.</summary>
internal sealed class ResponseTools(ProviderProfile profile)
{
    private const int MostTools = 128;

    private static readonly string[] Hosted =
    [
        "web_search", "web_search_2025_08_26", "web_search_preview", "web_search_preview_2025_03_11", "file_search", "code_interpreter", "computer",
        "computer_use_preview", "image_generation", "mcp", "local_shell", "shell", "apply_patch", "namespace", "tool_search", "programmatic_tool_calling",
    ];

    private static readonly string[] FunctionMembers = ["type", "name", "description", "parameters", "strict", "allowed_callers", "defer_loading", "output_schema"];
    private static readonly string[] CustomMembers = ["type", "name", "description", "format", "allowed_callers", "defer_loading"];
    private static readonly string[] Words = ["none", "auto", "required"];

    private int _count;

    public List<ToolDefinition> Tools { get; } = [];

    public ToolChoice Choice { get; private set; } = ToolChoice.Auto;

    public ApiError? Read(JsonElement body)
    {
        if (RequestFields.Get(body, "tools") is { } list)
        {
            _count = list.GetArrayLength();
            if (_count > MostTools)
                return ApiError.Invalid($"Invalid 'tools': array too long. Expected an array with maximum length {MostTools}, but got an array with length {_count} instead.", "tools", "array_above_max_length");
            var index = 0;
            foreach (var tool in list.EnumerateArray())
            {
                if (ReadTool(tool, $"tools[{index++}]") is { } error)
                    return error;
            }
        }

        return RequestFields.Get(body, "tool_choice") is { } choice ? ReadChoice(choice) : null;
    }

    private ApiError? ReadTool(JsonElement tool, string at)
    {
        if (tool.ValueKind != JsonValueKind.Object)
            return FieldRule.WrongType(at, "an object", tool);
        if (RequestFields.Text(tool, "type") is not { } kind)
            return ResponseErrors.Missing($"{at}.type");
        if (Hosted.Contains(kind, StringComparer.Ordinal))
            return null;
        if (kind == "function")
            return ResponseErrors.CheckMembers(tool, at, FunctionMembers) ?? ToolsReader.ReadFunction(tool, at, profile, Tools);
        if (kind != "custom")
            return FieldRule.WrongChoice($"{at}.type", kind, ["function", "custom", .. Hosted]);
        if (ResponseErrors.CheckMembers(tool, at, CustomMembers) is { } unknown)
            return unknown;
        if (RequestFields.Text(tool, "name") is not { Length: > 0 } name)
            return ResponseErrors.Missing($"{at}.name");
        Tools.Add(new ToolDefinition(name, Custom: true, null));
        return CheckGrammar(tool, at);
    }

    private static ApiError? CheckGrammar(JsonElement tool, string at)
    {
        if (RequestFields.Get(tool, "format") is not { } format)
            return null;
        if (format.ValueKind != JsonValueKind.Object)
            return FieldRule.WrongType($"{at}.format", "an object", format);
        var kind = RequestFields.Text(format, "type");
        if (kind is not ("text" or "grammar"))
            return FieldRule.WrongChoice($"{at}.format.type", kind, ["text", "grammar"]);
        if (kind == "text")
            return null;
        if (RequestFields.Text(format, "definition") is null)
            return ResponseErrors.Missing($"{at}.format.definition");
        return RequestFields.Text(format, "syntax") is "lark" or "regex" ? null : FieldRule.WrongChoice($"{at}.format.syntax", RequestFields.Text(format, "syntax"), ["lark", "regex"]);
    }

    private ApiError? ReadChoice(JsonElement choice)
    {
        if (choice.ValueKind == JsonValueKind.String)
        {
            var word = choice.GetString()!;
            if (!Words.Contains(word, StringComparer.Ordinal))
                return FieldRule.WrongChoice("tool_choice", word, Words);
            Choice = new ToolChoice(word switch { "none" => ToolChoiceMode.None, "auto" => ToolChoiceMode.Auto, _ => ToolChoiceMode.Required });
            return word == "required" && _count == 0 ? ApiError.Invalid("Tool choice 'required' must be specified with 'tools' parameter.", "tool_choice") : null;
        }

        if (choice.ValueKind != JsonValueKind.Object)
            return FieldRule.WrongType("tool_choice", "one of a string or object", choice);
        var kind = RequestFields.Text(choice, "type");
        if (kind is "function" or "custom")
            return ReadNamed(choice, ToolChoiceMode.Required, "tool_choice", []);
        if (kind == "allowed_tools")
            return ReadAllowed(choice);
        return Hosted.Contains(kind, StringComparer.Ordinal) ? null : FieldRule.WrongChoice("tool_choice.type", kind, ["function", "custom", "allowed_tools", .. Hosted]);
    }

    private ApiError? ReadAllowed(JsonElement choice)
    {
        var mode = RequestFields.Text(choice, "mode");
        if (mode is not ("auto" or "required"))
            return FieldRule.WrongChoice("tool_choice.mode", mode, ["auto", "required"]);
        if (RequestFields.Get(choice, "tools") is not { ValueKind: JsonValueKind.Array } list)
            return ResponseErrors.Missing("tool_choice.tools");
        var names = new List<string>();
        var index = 0;
        foreach (var tool in list.EnumerateArray())
        {
            var at = $"tool_choice.tools[{index++}]";
            if (tool.ValueKind != JsonValueKind.Object)
                return FieldRule.WrongType(at, "an object", tool);
            if (RequestFields.Text(tool, "type") is "function" or "custom"
                && ReadNamed(tool, mode == "required" ? ToolChoiceMode.Required : ToolChoiceMode.Auto, at, names) is { } error)
                return error;
        }

        return null;
    }

    private ApiError? ReadNamed(JsonElement choice, ToolChoiceMode mode, string at, List<string> names)
    {
        if (RequestFields.Text(choice, "name") is not { } name)
            return ResponseErrors.Missing($"{at}.name");
        if (Tools.All(tool => tool.Name != name))
            return ApiError.Invalid($"Tool choice '{name}' not found in 'tools' parameter.", "tool_choice");
        names.Add(name);
        Choice = new ToolChoice(mode, names);
        return null;
    }
}
