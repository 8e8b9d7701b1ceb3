using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Schemas;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Cohere;

/// <summary>Writes the tools of a chat and which of them have to be called.</summary>
internal sealed class CohereTools(ChatRequest request, TranslationReport report)
{
    // "You can define a maximum of 200 fields across all tools" (Structured Outputs, docs.cohere.com).
    private const int MostStrictFields = 200;

    // "tool names can only contain certain characters (A-Za-z0-9_) and can't begin with a digit" (Cohere's own refusal); how long they may be it does not say.
    private static readonly ToolNames Names = new(256, "", BeginWithDigit: false);

    public void Write(Utf8JsonWriter output)
    {
        var functions = Functions();
        Names.Check(request, report);
        ToolNames.CheckTwins(request, report);
        if (!report.IsPossible || functions.Count == 0)
            return;
        var chosen = Chosen(functions);
        var isStrict = IsStrict(chosen);
        output.WriteStartArray("tools");
        foreach (var (index, function) in chosen)
            WriteFunction(output, index, function, isStrict);
        output.WriteEndArray();
        if (request.ToolChoice?.Mode is ToolChoiceMode.Required or ToolChoiceMode.Named)
            output.WriteString("tool_choice", "REQUIRED");
        else if (request.ToolChoice?.Mode == ToolChoiceMode.None)
            output.WriteString("tool_choice", "NONE");
        if (isStrict)
            output.WriteBoolean("strict_tools", true);
    }

    private List<(int Index, ToolDefinition.Function Function)> Functions()
    {
        var functions = new List<(int, ToolDefinition.Function)>();
        for (var i = 0; i < request.Tools.Count; i++)
        {
            var tool = request.Tools[i];
            if (tool.Cache is not null)
                report.Drop($"{SchemaPaths.OfTool(i)}.cache_control");
            report.LacksExtra(tool.Extra, $"{SchemaPaths.OfTool(i)}.");
            if (tool is ToolDefinition.Function function)
                functions.Add((i, function));
            else if (tool is ToolDefinition.Custom { Grammar: null } custom)
                functions.Add((i, Stand(custom)));
            else
            {
                report.Refuse(SchemaPaths.OfTool(i), tool is ToolDefinition.Hosted hosted
                    ? $"{report.Target} has no tool '{hosted.Type}'; leave it out or name another model."
                    : $"{report.Target} cannot hold a tool's input to a grammar; leave it out, use a function, or name another model.");
            }
        }

        return functions;
    }

    // A function of one text; as strict as the others, since that is one switch for all.
    private ToolDefinition.Function Stand(ToolDefinition.Custom custom) => new(custom.Name)
    {
        Description = custom.Description,
        Parameters = new Verbatim(EmulatedTools.Schema.ToArray()),
        Strict = request.Tools.Any(tool => tool is ToolDefinition.Function { Strict: true }) ? true : null,
    };

    // There is no naming of tools, so that only the named ones are sent.
    private List<(int Index, ToolDefinition.Function Function)> Chosen(List<(int Index, ToolDefinition.Function Function)> functions)
    {
        if (request.ToolChoice is not { Tools.Count: > 0 } choice)
            return functions;
        foreach (var tool in choice.Tools)
        {
            if (tool.Kind == ToolKind.Hosted)
                report.Refuse(ChatField.ToolChoice, $"{report.Target} does not run '{tool.Name}', which '{ChatFields.NameOf(ChatField.ToolChoice, request)}' names; leave it out or name another model.");
        }

        return functions.FindAll(known => choice.Tools.Any(tool => tool.Name == known.Function.Name));
    }

    // It is one switch for all tools, for functions with at least one required parameter.
    private bool IsStrict(List<(int Index, ToolDefinition.Function Function)> functions)
    {
        if (functions.TrueForAll(function => function.Function.Strict != true))
            return false;
        var fields = 0;
        if (functions.TrueForAll(function => function.Function.Strict == true && HasRequired(function.Function.Parameters, ref fields)) && fields <= MostStrictFields)
            return true;
        foreach (var (index, function) in functions)
        {
            if (function.Strict == true)
                report.Drop(SchemaPaths.OfFunction(request.Dialect, index, "strict"));
        }

        return false;
    }

    private static bool HasRequired(Verbatim parameters, ref int fields)
    {
        if (parameters.IsEmpty)
            return false;
        try
        {
            using var schema = JsonDocument.Parse(parameters.Utf8, new JsonDocumentOptions { MaxDepth = BodyScan.MaxDepth });
            fields += CountFields(schema.RootElement);
            // What is no schema is for the compiler to refuse.
            return schema.RootElement.ValueKind != JsonValueKind.Object
                || (schema.RootElement.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array && required.GetArrayLength() > 0);
        }
        catch (JsonException)
        {
            return true;
        }
    }

    private static int CountFields(JsonElement schema) => schema.ValueKind switch
    {
        JsonValueKind.Object => schema.EnumerateObject().Sum(member =>
            CountFields(member.Value) + (member.NameEquals("properties") && member.Value.ValueKind == JsonValueKind.Object ? member.Value.EnumerateObject().Count() : 0)),
        JsonValueKind.Array => schema.EnumerateArray().Sum(CountFields),
        _ => 0,
    };

    private void WriteFunction(Utf8JsonWriter output, int index, ToolDefinition.Function function, bool isStrict)
    {
        var parameters = SchemaCompiler.Compile(
            ToolSchema.Of(function, index, report), isStrict ? SchemaRules.Cohere : SchemaRules.Plain, SchemaPaths.OfParameters(request.Dialect, index), report);
        output.WriteStartObject();
        output.WriteString("type", "function");
        output.WriteStartObject("function");
        output.WriteString("name", function.Name);
        if (function.Description is not null)
            output.WriteString("description", function.Description);
        output.WritePropertyName("parameters");
        output.WriteRawValue(parameters.Utf8.Span, skipInputValidation: true);
        output.WriteEndObject();
        output.WriteEndObject();
    }
}
