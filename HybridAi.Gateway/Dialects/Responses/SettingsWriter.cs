using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Gateway.Dialects.Responses;

/// <summary>Writes the settings that a response repeats, with OpenAI's defaults where nothing was said.</summary>
internal static class SettingsWriter
{
    /// <summary>Writes <c>text</c>.</summary>
    public static void WriteText(Utf8JsonWriter json, ChatRequest request)
    {
        json.WriteStartObject("text"u8);
        json.WriteStartObject("format"u8);
        switch (request.Output)
        {
            case null:
                json.WriteString("type"u8, "text"u8);
                break;
            case { Schema.IsEmpty: true }:
                json.WriteString("type"u8, "json_object"u8);
                break;
            case var format:
                json.WriteString("type"u8, "json_schema"u8);
                json.WriteString("description"u8, format.Description);
                json.WriteString("name"u8, format.Name);
                json.WritePropertyName("schema"u8);
                EventWriter.WriteRaw(json, format.Schema);
                WriteFlag(json, "strict"u8, format.Strict);
                break;
        }

        json.WriteEndObject();
        json.WriteString("verbosity"u8, request.Verbosity ?? "medium");
        json.WriteEndObject();
    }

    /// <summary>Writes <c>tool_choice</c>.</summary>
    public static void WriteToolChoice(Utf8JsonWriter json, ToolChoice? choice)
    {
        json.WritePropertyName("tool_choice"u8);
        if (choice is null || choice.Tools.Count == 0)
        {
            json.WriteStringValue(WordOf(choice?.Mode));
        }
        else if (choice.Mode == ToolChoiceMode.Named)
        {
            WriteReference(json, choice.Tools[0]);
        }
        else
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "allowed_tools"u8);
            json.WriteString("mode"u8, WordOf(choice.Mode));
            json.WriteStartArray("tools"u8);
            foreach (var tool in choice.Tools)
                WriteReference(json, tool);
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    /// <summary>Writes <c>tools</c>.</summary>
    public static void WriteTools(Utf8JsonWriter json, IReadOnlyList<ToolDefinition> tools)
    {
        json.WriteStartArray("tools"u8);
        foreach (var tool in tools)
        {
            switch (tool)
            {
                case ToolDefinition.Function function:
                    WriteFunction(json, function);
                    break;
                case ToolDefinition.Custom custom:
                    WriteCustom(json, custom);
                    break;
                case ToolDefinition.Hosted hosted:
                    EventWriter.WriteRaw(json, hosted.Json);
                    break;
            }
        }

        json.WriteEndArray();
    }

    private static void WriteFunction(Utf8JsonWriter json, ToolDefinition.Function function)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "function"u8);
        json.WriteString("description"u8, function.Description);
        json.WriteString("name"u8, function.Name);
        json.WritePropertyName("parameters"u8);
        EventWriter.WriteRaw(json, function.Parameters);
        WriteFlag(json, "strict"u8, function.Strict);
        json.WriteEndObject();
    }

    private static void WriteCustom(Utf8JsonWriter json, ToolDefinition.Custom custom)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "custom"u8);
        if (custom.Description is { } description)
            json.WriteString("description"u8, description);
        json.WriteStartObject("format"u8);
        json.WriteString("type"u8, custom.Grammar is null ? "text"u8 : "grammar"u8);
        if (custom.Grammar is { } grammar)
        {
            json.WriteString("definition"u8, grammar);
            json.WriteString("syntax"u8, custom.Syntax);
        }

        json.WriteEndObject();
        json.WriteString("name"u8, custom.Name);
        json.WriteEndObject();
    }

    private static void WriteReference(Utf8JsonWriter json, ToolReference tool)
    {
        json.WriteStartObject();
        if (tool.Kind == ToolKind.Hosted)
        {
            json.WriteString("type"u8, tool.Name);
        }
        else
        {
            json.WriteString("type"u8, tool.Kind == ToolKind.Custom ? "custom"u8 : "function"u8);
            json.WriteString("name"u8, tool.Name);
        }

        json.WriteEndObject();
    }

    private static void WriteFlag(Utf8JsonWriter json, ReadOnlySpan<byte> name, bool? flag)
    {
        if (flag is { } value)
            json.WriteBoolean(name, value);
        else
            json.WriteNull(name);
    }

    private static ReadOnlySpan<byte> WordOf(ToolChoiceMode? mode) => mode switch
    {
        ToolChoiceMode.None => "none"u8,
        ToolChoiceMode.Required => "required"u8,
        _ => "auto"u8,
    };
}
