using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.Translation;

/// <summary>
/// Tools that take plain text (<see cref="ToolDefinition.Custom"/>) where a wire has functions only: such a tool becomes a function with
/// one string, and a call of it becomes the text again.
/// </summary>
public static class EmulatedTools
{
    /// <summary>The name of the one argument.</summary>
    public const string Argument = "input";

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The JSON Schema of the arguments.</summary>
    public static ReadOnlySpan<byte> Schema => """{"type":"object","properties":{"input":{"type":"string"}},"required":["input"]}"""u8;

    /// <summary>Whether a function that is called stands in for a tool that takes plain text.</summary>
    /// <param name="tools">The request's tools.</param>
    /// <param name="name">The name that the call gives.</param>
    public static bool IsCustom(IReadOnlyList<ToolDefinition> tools, string name)
    {
        var isCustom = false;
        for (var i = 0; i < tools.Count; i++)
        {
            if (tools[i] is ToolDefinition.Function function && function.Name == name)
                return false;
            isCustom |= tools[i] is ToolDefinition.Custom custom && custom.Name == name;
        }

        return isCustom;
    }

    /// <summary>A text as the arguments of the function that stands in for its tool.</summary>
    /// <param name="text">The text.</param>
    public static Verbatim Wrap(Verbatim text)
    {
        var buffer = new ArrayBufferWriter<byte>(text.Utf8.Length + 32);
        using (var arguments = new Utf8JsonWriter(buffer, Writing))
        {
            arguments.WriteStartObject();
            arguments.WriteString(Argument, text.Decode());
            arguments.WriteEndObject();
        }

        return new Verbatim(buffer.WrittenMemory);
    }

    /// <summary>The text within a call's arguments; the arguments themselves if the model did not keep to the schema.</summary>
    /// <param name="arguments">The arguments as JSON.</param>
    public static Verbatim Unwrap(Verbatim arguments)
    {
        try
        {
            var reader = new Utf8JsonReader(arguments.Utf8.Span);
            using var document = JsonDocument.ParseValue(ref reader);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty(Argument, out var input) && input.ValueKind == JsonValueKind.String
                ? new Verbatim(Encoding.UTF8.GetBytes(input.GetString()!))
                : arguments;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return arguments;
        }
    }
}
