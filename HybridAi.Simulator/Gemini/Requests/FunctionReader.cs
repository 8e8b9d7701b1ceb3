using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Catalog;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Gemini.Proto;
using HybridAi.Simulator.OpenAi.Requests;

namespace HybridAi.Simulator.Gemini.Requests;

/// <summary>Reads the declared functions and how they are to be called.</summary>
internal sealed class FunctionReader(CatalogModel model, PromptMeter meter)
{
    private const int MostFunctions = 512;
    private static readonly string[] Hosted = ["googleSearch", "googleSearchRetrieval", "codeExecution", "urlContext", "googleMaps", "fileSearch", "computerUse"];
    private readonly List<ToolDefinition> _functions = [];

    public IReadOnlyList<ToolDefinition> Functions => _functions;

    public ToolChoice Choice { get; private set; } = ToolChoice.Auto;

    public ApiError? Read(JsonElement body)
    {
        var tools = ProtoReader.List(body, "tools");
        var hosted = false;
        for (var i = 0; i < tools.Count; i++)
        {
            var declarations = ProtoReader.List(tools[i], "functionDeclarations");
            for (var j = 0; j < declarations.Count; j++)
            {
                if (ReadDeclaration(declarations[j], $"tools[{i}].function_declarations[{j}]") is { } error)
                    return error;
            }

            hosted |= Hosted.Any(name => ProtoReader.Get(tools[i], name) is not null);
            meter.AddText(tools[i].GetRawText());
        }

        if (_functions.Count > MostFunctions)
            return Invalid.At("tools", $"at most {MostFunctions} function declarations are allowed");
        if (_functions.Count > 0 && !model.Tools)
            return Invalid.Argument($"Function calling is not enabled for models/{model.Id}");
        if (hosted && _functions.Count > 0 && !GeminiFamily.IsThird(model))
            return Invalid.Argument("Tool use with function calling is unsupported");
        return ProtoReader.Get(body, "toolConfig") is { } config && ProtoReader.Get(config, "functionCallingConfig") is { } calling ? ReadCalling(calling) : null;
    }

    private ApiError? ReadDeclaration(JsonElement declaration, string path)
    {
        if (ProtoReader.Text(declaration, "name") is not { Length: > 0 } name)
            return Invalid.At($"{path}.name", "[FIELD_INVALID] Function name cannot be empty.");
        var good = name.Length <= 64 && (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or ':' or '-');
        if (!good)
        {
            return Invalid.At(
                $"{path}.name",
                "[FIELD_INVALID] Invalid function name. Must start with a letter or an underscore. Must be alphanumeric (a-z, A-Z, 0-9), underscores (_), dots (.), colons (:), or dashes (-), with a maximum length of 64.");
        }

        if (_functions.Any(function => function.Name == name))
            return Invalid.Argument($"Duplicate function declaration found: {name}", $"{path}.name");
        var schema = ProtoReader.Get(declaration, "parameters");
        var json = ProtoReader.Get(declaration, "parametersJsonSchema");
        if (schema is not null && json is not null)
            return Invalid.At($"{path}.parameters", "only one of parameters and parameters_json_schema may be set");
        if (json is { } plain && plain.ValueKind != JsonValueKind.Object)
            return Invalid.At($"{path}.parameters_json_schema", "must be an object");
        if (schema is { } given)
        {
            if (SchemaRules.TypeOf(given) != "OBJECT")
                return Invalid.At($"{path}.parameters.type", "should be OBJECT for function parameters");
            if (SchemaRules.Check(given, $"{path}.parameters") is { } wrong)
                return wrong;
            json = SchemaTranslation.ToJsonSchema(given);
        }

        _functions.Add(new ToolDefinition(name, Custom: false, json));
        return null;
    }

    private ApiError? ReadCalling(JsonElement calling)
    {
        var mode = ProtoReader.Text(calling, "mode");
        var names = ProtoReader.Texts(calling, "allowedFunctionNames");
        if (names.Count > 0 && mode is not ("ANY" or "VALIDATED"))
            return Invalid.Argument("Allowed function names should only be set when the function calling mode is ANY or VALIDATED.", "tool_config");
        if (names.FirstOrDefault(name => _functions.All(function => function.Name != name)) is { } unknown)
            return Invalid.At("tool_config.function_calling_config.allowed_function_names", $"'{unknown}' is not a declared function");
        if (mode is "ANY" && _functions.Count == 0)
            return Invalid.Argument("Function calling config is set without function_declarations.", "tool_config");
        Choice = new ToolChoice(
            mode switch { "ANY" => ToolChoiceMode.Required, "NONE" => ToolChoiceMode.None, _ => ToolChoiceMode.Auto },
            names.Count > 0 ? names : null);
        return null;
    }
}
