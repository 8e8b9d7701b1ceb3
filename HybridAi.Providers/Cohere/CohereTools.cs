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

    private static ReadOnlySpan<byte> NoParameters => """{"type":"object","properties":{}}"""u8;

    public void Write(Utf8JsonWriter output)
    {
        var functions = Functions();
        if (!report.IsPossible || (functions.Count == 0 && request.ToolChoice is null))
            return;
        var chosen = Chosen(functions);
        if (!report.IsPossible || functions.Count == 0)
            return;
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
                report.Drop(ChatField.Cache);
            report.LacksExtra(tool.Extra, $"{SchemaPaths.OfTool(i)}.");
            if (tool is ToolDefinition.Function function)
            {
                CheckName(function.Name, i);
                functions.Add((i, function));
            }
            else if (tool is ToolDefinition.Custom { Grammar: null } custom)
            {
                CheckName(custom.Name, i);
                functions.Add((i, Stand(custom)));
            }
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

    // Cohere's own refusal: "tool names can only contain certain characters (A-Za-z0-9_) and can't begin with a digit".
    private void CheckName(string name, int index)
    {
        var isGood = name.Length > 0 && !char.IsAsciiDigit(name[0]);
        foreach (var character in name)
            isGood &= char.IsAsciiLetterOrDigit(character) || character == '_';
        if (!isGood)
        {
            var path = SchemaPaths.OfFunction(request.Dialect, index, "name");
            report.Refuse(path, $"{report.Target} takes tool names of letters, digits and underscores only, not beginning with a digit; rename '{path}'.");
        }
    }

    // There is no naming of tools, so that only the named ones are sent.
    private List<(int Index, ToolDefinition.Function Function)> Chosen(List<(int Index, ToolDefinition.Function Function)> functions)
    {
        if (request.ToolChoice is not { } choice)
            return functions;
        if (functions.Count == 0 && choice.Mode is ToolChoiceMode.Required or ToolChoiceMode.Named)
            report.Refuse(ChatField.ToolChoice, $"'{ChatFields.NameOf(ChatField.ToolChoice, request.Dialect)}' demands a call, but there are no tools.");
        if (choice.Tools.Count == 0)
            return functions;
        foreach (var tool in choice.Tools)
        {
            if (tool.Kind == ToolKind.Hosted || !functions.Exists(known => known.Function.Name == tool.Name))
                report.Refuse(ChatField.ToolChoice, $"'{ChatFields.NameOf(ChatField.ToolChoice, request.Dialect)}' names a tool that is not among those in 'tools'.");
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
            function.Parameters, isStrict ? SchemaRules.Cohere : SchemaRules.Plain, SchemaPaths.OfParameters(request.Dialect, index), report);
        output.WriteStartObject();
        output.WriteString("type", "function");
        output.WriteStartObject("function");
        output.WriteString("name", function.Name);
        if (function.Description is not null)
            output.WriteString("description", function.Description);
        output.WritePropertyName("parameters");
        output.WriteRawValue(parameters.IsEmpty ? NoParameters : parameters.Utf8.Span, skipInputValidation: true);
        output.WriteEndObject();
        output.WriteEndObject();
    }
}
