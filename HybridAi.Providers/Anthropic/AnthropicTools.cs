using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Schemas;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.Anthropic;

/// <summary>The tools of a request and whether they must be called.</summary>
internal sealed class AnthropicTools
{
    private static readonly ToolNames Names = new(128, "-", BeginWithDigit: true);

    private readonly ChatRequest _request;
    private readonly ChatTarget _target;
    private readonly TranslationReport _report;

    private AnthropicTools(ChatRequest request, ChatTarget target, TranslationReport report) => (_request, _target, _report) = (request, target, report);

    /// <summary>Whether one must be called.</summary>
    public bool IsForced => _request.Tools.Count > 0 && _request.ToolChoice?.Mode is ToolChoiceMode.Required or ToolChoiceMode.Named;

    public static AnthropicTools Of(ChatRequest request, ChatTarget target, TranslationReport report)
    {
        var tools = new AnthropicTools(request, target, report);
        Names.Check(request, report);
        ToolNames.CheckTwins(request, report);
        if (tools.IsForced && target.Catalog?.Supports.ForcedTools == false)
            report.Refuse(ChatField.ToolChoice, $"{report.Target} cannot be made to call a tool; leave '{ChatFields.NameOf(ChatField.ToolChoice, request)}' out, or name another model.");
        return tools;
    }

    public void Write(Utf8JsonWriter json)
    {
        if (_request.Tools.Count == 0)
            return;
        json.WriteStartArray("tools");
        for (var i = 0; i < _request.Tools.Count; i++)
        {
            if (IsAllowed(_request.Tools[i]))
                WriteTool(json, _request.Tools[i], i);
        }

        json.WriteEndArray();
        WriteChoice(json);
    }

    // Anthropic can name one tool or leave the choice among all; a choice among some is one among those that are sent.
    private bool IsAllowed(ToolDefinition tool) =>
        _request.ToolChoice is not { Tools.Count: > 0, Mode: not ToolChoiceMode.Named } choice || choice.Tools.Any(allowed => allowed.Name == (tool.NameOrNull ?? ((ToolDefinition.Hosted)tool).Type));

    private void WriteTool(Utf8JsonWriter json, ToolDefinition tool, int index)
    {
        switch (tool)
        {
            case ToolDefinition.Function function:
                WriteFunction(json, function, index);
                break;
            case ToolDefinition.Custom custom:
                WriteCustom(json, custom, index);
                break;
            case ToolDefinition.Hosted hosted when _request.Dialect == ChatDialect.Messages:
                json.WriteRawValue(hosted.Json.Utf8.Span, skipInputValidation: true);
                break;
            case ToolDefinition.Hosted hosted:
                _report.Refuse(ChatField.Tools, $"{_report.Target} has no tool '{hosted.Type}'; leave it out or name another model.");
                break;
        }
    }

    private void WriteFunction(Utf8JsonWriter json, ToolDefinition.Function function, int index)
    {
        var isStrict = function.Strict == true && _target.Catalog?.Supports.StructuredOutput != false;
        json.WriteStartObject();
        json.WriteString("name", function.Name);
        json.Optional("description", function.Description);
        json.Raw("input_schema", SchemaOf(function, isStrict, index));
        if (isStrict || (function.Strict == false && _request.Dialect == ChatDialect.Messages))
            json.WriteBoolean("strict", isStrict);
        else if (function.Strict == true)
            _report.Drop(SchemaPaths.OfFunction(_request.Dialect, index, "strict"));
        json.Cache(function.Cache);
        if (_request.Dialect == ChatDialect.Messages)
        {
            foreach (var field in function.Extra)
                json.Raw(field.Path, field.Json);
        }
        else
            _report.LacksExtra(function.Extra, $"{SchemaPaths.OfTool(index)}.");
        json.WriteEndObject();
    }

    private Verbatim SchemaOf(ToolDefinition.Function function, bool isStrict, int index)
    {
        var schema = ToolSchema.Of(function, index, _report);
        return function.Parameters.IsEmpty ? schema
            : SchemaCompiler.Compile(schema, isStrict ? SchemaRules.AnthropicStrict : SchemaRules.Plain, SchemaPaths.OfParameters(_request.Dialect, index), _report);
    }

    private void WriteCustom(Utf8JsonWriter json, ToolDefinition.Custom custom, int index)
    {
        if (custom.Grammar is not null)
            _report.Refuse(ChatField.Tools, $"{_report.Target} cannot hold the tool '{custom.Name}' to a grammar; leave the grammar out or name another model.");
        json.WriteStartObject();
        json.WriteString("name", custom.Name);
        json.Optional("description", custom.Description);
        json.Raw("input_schema", new Verbatim(EmulatedTools.Schema.ToArray()));
        json.Cache(custom.Cache);
        _report.LacksExtra(custom.Extra, $"{SchemaPaths.OfTool(index)}.");
        json.WriteEndObject();
    }

    private void WriteChoice(Utf8JsonWriter json)
    {
        var one = _request.ParallelToolCalls == false;
        if (_request.ToolChoice is not { } choice)
        {
            if (one)
                WriteChoice(json, "auto", null, one);
            return;
        }

        switch (choice.Mode)
        {
            case ToolChoiceMode.None:
                WriteChoice(json, "none", null, one: false);
                break;
            case ToolChoiceMode.Required:
                WriteChoice(json, "any", null, one);
                break;
            case ToolChoiceMode.Named when choice.Tools is [var named, ..]:
                WriteChoice(json, "tool", named.Name, one);
                break;
            default:
                WriteChoice(json, "auto", null, one);
                break;
        }
    }

    private static void WriteChoice(Utf8JsonWriter json, string type, string? name, bool one)
    {
        json.WriteStartObject("tool_choice");
        json.WriteString("type", type);
        json.Optional("name", name);
        if (one)
            json.WriteBoolean("disable_parallel_tool_use", true);
        json.WriteEndObject();
    }
}
