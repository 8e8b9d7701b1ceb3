using System.Globalization;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.Schemas;

/// <summary>Where schemas and tools stand in a caller's body, for messages.</summary>
internal static class SchemaPaths
{
    /// <summary>The schema of structured output.</summary>
    public static string OfOutput(ChatDialect dialect) => dialect switch
    {
        ChatDialect.Responses => "text.format.schema",
        ChatDialect.Messages => "output_config.format.schema",
        _ => "response_format.json_schema.schema",
    };

    /// <summary>A member of the object that describes structured output: its name, its description.</summary>
    public static string OfOutput(ChatDialect dialect, string member) => dialect switch
    {
        ChatDialect.Responses => $"text.format.{member}",
        ChatDialect.Messages => $"output_config.format.{member}",
        _ => $"response_format.json_schema.{member}",
    };

    /// <summary>A tool.</summary>
    public static string OfTool(int index) => string.Create(CultureInfo.InvariantCulture, $"tools[{index}]");

    /// <summary>A member of a function: its name, whether it is strict.</summary>
    public static string OfFunction(ChatDialect dialect, int index, string member) => dialect switch
    {
        ChatDialect.Responses or ChatDialect.Messages => $"{OfTool(index)}.{member}",
        _ => $"{OfTool(index)}.function.{member}",
    };

    /// <summary>A member of a tool of the caller's.</summary>
    public static string OfTool(ChatDialect dialect, ToolDefinition tool, int index, string member) =>
        tool is ToolDefinition.Custom && dialect == ChatDialect.ChatCompletions ? $"{OfTool(index)}.custom.{member}" : OfFunction(dialect, index, member);

    /// <summary>The schema of a function's arguments.</summary>
    public static string OfParameters(ChatDialect dialect, int index) =>
        OfFunction(dialect, index, dialect == ChatDialect.Messages ? "input_schema" : "parameters");
}
