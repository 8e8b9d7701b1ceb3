using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Schemas;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.OpenAi;

/// <summary>Writes the tools, whether they must be called, and the JSON that the answer must be.</summary>
internal sealed class OpenAiChatTools(Utf8JsonWriter json, ChatRequest request, OpenAiChatWire wire, TranslationReport report)
{
    private readonly bool _sameWire = request.Dialect == ChatDialect.ChatCompletions;

    // Tools that must not be called are sent all the same, unless the provider cannot be told so.
    private readonly bool _withTools = request.Tools.Count > 0
        && (request.ToolChoice is not { Mode: ToolChoiceMode.None } || wire.Fields.Contains(ChatField.ToolChoice));

    public void Write()
    {
        if (_withTools)
            WriteTools();
        if (request.ToolChoice is { } choice && request.Tools.Count > 0 && wire.Fields.Contains(ChatField.ToolChoice))
            WriteChoice(choice);
        if (request.ParallelToolCalls is { } parallel && _withTools && wire.Fields.Contains(ChatField.ParallelToolCalls))
            json.WriteBoolean("parallel_tool_calls", parallel);
        if (request.Output is { } output)
            WriteOutput(output);
    }

    private void WriteTools()
    {
        json.WriteStartArray("tools");
        for (var i = 0; i < request.Tools.Count; i++)
        {
            var tool = request.Tools[i];
            if (!IsAllowed(tool))
                continue;
            var path = SchemaPaths.OfTool(i);
            switch (tool)
            {
                case ToolDefinition.Function function:
                    WriteFunction(function, i);
                    break;
                case ToolDefinition.Custom custom:
                    WriteCustom(custom, i);
                    break;
                case ToolDefinition.Hosted hosted when _sameWire:
                    json.WriteRawValue(hosted.Json.Utf8.Span, skipInputValidation: true);
                    break;
                case ToolDefinition.Hosted hosted:
                    report.Refuse(path, $"{report.Target} has no hosted tool '{hosted.Type}'; leave it out or name another model.");
                    break;
            }
        }

        json.WriteEndArray();
    }

    // Where the wire cannot name the allowed tools, only they are sent.
    private bool IsAllowed(ToolDefinition tool)
    {
        if (request.ToolChoice is not { Mode: ToolChoiceMode.Auto or ToolChoiceMode.Required, Tools: { Count: > 0 } allowed } || wire.Has(ChatFeature.AllowedTools))
            return true;
        foreach (var reference in allowed)
        {
            if (reference.Name == (tool.NameOrNull ?? ((ToolDefinition.Hosted)tool).Type))
                return true;
        }

        return false;
    }

    private void WriteFunction(ToolDefinition.Function function, int index)
    {
        json.WriteStartObject();
        json.WriteString("type", "function");
        json.WriteStartObject("function");
        json.WriteString("name", function.Name);
        if (function.Description is { } description)
            json.WriteString("description", description);
        if (!function.Parameters.IsEmpty)
        {
            var schema = _sameWire ? function.Parameters : ToolSchema.Of(function, index, report);
            json.WriteRaw("parameters", function.Strict == true ? Compile(schema, SchemaPaths.OfParameters(request.Dialect, index)) : schema);
        }

        if (function.Strict is { } strict)
            json.WriteBoolean("strict", strict);
        if (_sameWire)
            ExtraFields.WriteWithin(json, function.Extra, "function/");
        json.WriteEndObject();
        WriteRest(function, SchemaPaths.OfTool(index), "function/");
    }

    private void WriteCustom(ToolDefinition.Custom custom, int index)
    {
        if (!wire.Has(ChatFeature.CustomTools))
        {
            if (request.Tools.Any(tool => tool is ToolDefinition.Function function && function.Name == custom.Name))
                ToolNames.RefuseTwin(request, index, report);
            if (custom.Syntax is not null)
                report.Refuse(SchemaPaths.OfTool(request.Dialect, custom, index, "format"), $"{report.Target} has no tools with a grammar; leave it out or name another model.");
            WriteFunction(
                new ToolDefinition.Function(custom.Name)
                {
                    Description = custom.Description, Parameters = new Verbatim(EmulatedTools.Schema.ToArray()), Cache = custom.Cache, Extra = custom.Extra,
                },
                index);
            return;
        }

        json.WriteStartObject();
        json.WriteString("type", "custom");
        json.WriteStartObject("custom");
        json.WriteString("name", custom.Name);
        if (custom.Description is { } description)
            json.WriteString("description", description);
        if (custom.Syntax is { } syntax)
        {
            json.WriteStartObject("format");
            json.WriteString("type", "grammar");
            json.WriteStartObject("grammar");
            json.WriteString("definition", custom.Grammar ?? "");
            json.WriteString("syntax", syntax);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        if (_sameWire)
            ExtraFields.WriteWithin(json, custom.Extra, "custom/");
        json.WriteEndObject();
        WriteRest(custom, SchemaPaths.OfTool(index), "custom/");
    }

    private void WriteRest(ToolDefinition tool, string path, string inner)
    {
        if (tool.Cache is { } cache && wire.Has(ChatFeature.CacheControl))
            OpenAiChatParts.WriteCacheControl(json, cache);
        else if (tool.Cache is not null)
            report.Drop($"{path}.cache_control");
        if (_sameWire)
            ExtraFields.Write(json, tool.Extra, inner);
        else
            report.LacksExtra(tool.Extra, path + ".");
        json.WriteEndObject();
    }

    private void WriteChoice(ToolChoice choice)
    {
        if (choice.Mode == ToolChoiceMode.Named && choice.Tools.Count == 1)
            WriteNamed(choice.Tools[0]);
        else if (choice.Tools.Count > 0 && choice.Mode is ToolChoiceMode.Auto or ToolChoiceMode.Required && wire.Has(ChatFeature.AllowedTools))
            WriteAllowed(choice);
        else
            json.WriteString("tool_choice", WordOf(choice.Mode));
    }

    private void WriteNamed(ToolReference tool)
    {
        if (tool.Kind == ToolKind.Hosted)
            report.Refuse(ChatField.ToolChoice, $"{report.Target} cannot be made to call the hosted tool '{tool.Name}'; leave it out or name another model.");
        json.WriteStartObject("tool_choice");
        WriteReference(tool);
        json.WriteEndObject();
    }

    private void WriteAllowed(ToolChoice choice)
    {
        json.WriteStartObject("tool_choice");
        json.WriteString("type", "allowed_tools");
        json.WriteStartObject("allowed_tools");
        json.WriteString("mode", WordOf(choice.Mode));
        json.WriteStartArray("tools");
        foreach (var tool in choice.Tools)
        {
            json.WriteStartObject();
            WriteReference(tool);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteReference(ToolReference tool)
    {
        var type = tool.Kind == ToolKind.Custom && wire.Has(ChatFeature.CustomTools) ? "custom" : "function";
        json.WriteString("type", type);
        json.WriteStartObject(type);
        json.WriteString("name", tool.Name);
        json.WriteEndObject();
    }

    private static string WordOf(ToolChoiceMode mode) => mode switch
    {
        ToolChoiceMode.None => "none",
        ToolChoiceMode.Auto => "auto",
        _ => "required",
    };

    private void WriteOutput(OutputFormat output)
    {
        json.WriteStartObject("response_format");
        if (output.Schema.IsEmpty)
            json.WriteString("type", "json_object");
        else
        {
            json.WriteString("type", "json_schema");
            json.WriteStartObject("json_schema");
            json.WriteString("name", output.Name ?? "response");
            if (output.Description is { } description)
                json.WriteString("description", description);
            json.WriteRaw("schema", output.Strict == true ? Compile(output.Schema, SchemaPaths.OfOutput(request.Dialect)) : output.Schema);
            if (output.Strict is { } strict)
                json.WriteBoolean("strict", strict);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private Verbatim Compile(Verbatim schema, string path) => SchemaCompiler.Compile(schema, SchemaRules.OpenAiStrict, path, report);
}
