using HybridAi.Core.Chat;
using HybridAi.Providers.Schemas;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.Gemini;

/// <summary>Writes <c>tools</c> and <c>toolConfig</c>.</summary>
internal static class GeminiTools
{
    private const int MostFunctions = 512;

    // "Must start with a letter or an underscore. Must be a-z, A-Z, 0-9, or contain underscores (_), dots (.), colons (:), or dashes (-), with a
    // maximum length of 64." (Gemini's own refusal.)
    private static readonly ToolNames Names = new(64, ".:-", BeginWithDigit: false);

    public static void Write(GeminiDraft draft)
    {
        var request = draft.Request;
        Names.Check(request, draft.Report);
        ToolNames.CheckTwins(request, draft.Report);
        if (request.Tools.Count > MostFunctions)
            draft.Report.Refuse(ChatField.Tools, $"{draft.Report.Target} takes at most {MostFunctions} tools; send fewer.");
        if (request.Tools.Count > 0)
        {
            draft.Json.WriteStartArray("tools");
            draft.Json.WriteStartObject();
            draft.Json.WriteStartArray("functionDeclarations");
            for (var i = 0; i < request.Tools.Count; i++)
                WriteTool(draft, request.Tools[i], i);
            draft.Json.WriteEndArray();
            draft.Json.WriteEndObject();
            draft.Json.WriteEndArray();
        }

        if (request.ToolChoice is { } choice && request.Tools.Count > 0)
            WriteChoice(draft, choice);
    }

    private static void WriteTool(GeminiDraft draft, ToolDefinition tool, int index)
    {
        var within = SchemaPaths.OfTool(index);
        if (tool.Cache is not null)
            draft.Report.Drop($"{within}.cache_control");
        draft.Report.LacksExtra(tool.Extra, within + ".");
        switch (tool)
        {
            case ToolDefinition.Function function when IsAllowed(draft.Request.ToolChoice, function.Name):
                WriteFunction(draft, function, index);
                break;
            case ToolDefinition.Custom custom when IsAllowed(draft.Request.ToolChoice, custom.Name):
                WriteCustom(draft, custom, index);
                break;
            case ToolDefinition.Hosted hosted:
                draft.Report.Refuse(within, $"{draft.Report.Target} does not run '{hosted.Type}'; leave it out or name another model.");
                break;
        }
    }

    private static void WriteFunction(GeminiDraft draft, ToolDefinition.Function function, int index)
    {
        var dialect = draft.Request.Dialect;
        if (function.Strict == true)
            draft.Report.Drop(SchemaPaths.OfFunction(dialect, index, "strict"));
        WriteHead(draft, function.Name, function.Description);
        // Refuses what is no object's; that it is one goes without saying here.
        ToolSchema.Of(function, index, draft.Report);
        if (!function.Parameters.IsEmpty)
            GeminiSettings.WriteSchema(draft, "parametersJsonSchema", function.Parameters, SchemaRules.GeminiTools, SchemaPaths.OfParameters(dialect, index));

        draft.Json.WriteEndObject();
    }

    private static void WriteCustom(GeminiDraft draft, ToolDefinition.Custom custom, int index)
    {
        if (custom.Syntax is not null || custom.Grammar is not null)
            draft.Report.Refuse(SchemaPaths.OfTool(draft.Request.Dialect, custom, index, "format"), $"{draft.Report.Target} obeys no grammar; ask for plain text or name another model.");

        WriteHead(draft, custom.Name, custom.Description);
        draft.Json.WritePropertyName("parametersJsonSchema");
        draft.Json.WriteRawValue(EmulatedTools.Schema, skipInputValidation: true);
        draft.Json.WriteEndObject();
    }

    private static void WriteHead(GeminiDraft draft, string name, string? description)
    {
        draft.Json.WriteStartObject();
        draft.Json.WriteString("name", name);
        if (description is not null)
            draft.Json.WriteString("description", description);
    }

    // 'allowedFunctionNames' goes with the mode ANY only; for the others, what is not allowed is not sent.
    private static bool IsAllowed(ToolChoice? choice, string name)
    {
        if (choice is not { Mode: ToolChoiceMode.Auto, Tools.Count: > 0 })
            return true;
        foreach (var tool in choice.Tools)
        {
            if (tool.Name == name)
                return true;
        }

        return false;
    }

    private static void WriteChoice(GeminiDraft draft, ToolChoice choice)
    {
        foreach (var tool in choice.Tools)
        {
            if (tool.Kind == ToolKind.Hosted)
                draft.Report.Refuse(ChatField.ToolChoice, $"{draft.Report.Target} does not run '{tool.Name}'; leave it out or name another model.");
        }

        var json = draft.Json;
        json.WriteStartObject("toolConfig");
        json.WriteStartObject("functionCallingConfig");
        json.WriteString("mode", choice.Mode switch
        {
            ToolChoiceMode.None => "NONE",
            ToolChoiceMode.Auto => "AUTO",
            _ => "ANY",
        });
        if (choice.Mode is ToolChoiceMode.Required or ToolChoiceMode.Named && choice.Tools.Count > 0)
        {
            json.WriteStartArray("allowedFunctionNames");
            foreach (var tool in choice.Tools)
                json.WriteStringValue(tool.Name);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
