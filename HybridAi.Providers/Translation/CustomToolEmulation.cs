using System.Buffers;
using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.Translation;

/// <summary>
/// Puts tools that take plain text (OpenAI's custom tools) as functions of one text, for wires that have functions only:
/// <c>{"input":"…"}</c>.
/// </summary>
public static class CustomToolEmulation
{
    private const string Field = "input";

    private static readonly Verbatim Schema = new("""
        {"type":"object","properties":{"input":{"type":"string"}},"required":["input"],"additionalProperties":false}
        """u8.ToArray());

    /// <summary>The function that stands for a custom tool. A grammar is lost, so that a tool with one has to be refused.</summary>
    /// <param name="tool">The tool.</param>
    public static ToolDefinition.Function AsFunction(ToolDefinition.Custom tool) =>
        new(tool.Name) { Description = tool.Description, Parameters = Schema, Cache = tool.Cache, Extra = tool.Extra };

    /// <summary>The arguments that stand for a custom tool's input.</summary>
    /// <param name="input">The input: plain text.</param>
    public static Verbatim Wrap(Verbatim input)
    {
        var buffer = new ArrayBufferWriter<byte>(input.Utf8.Length + 32);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString(Field, input.Decode());
            json.WriteEndObject();
        }

        return new Verbatim(buffer.WrittenMemory);
    }

    /// <summary>The input that arguments stand for; arguments of another shape are taken for the input itself.</summary>
    /// <param name="arguments">A function's arguments.</param>
    public static Verbatim Unwrap(Verbatim arguments)
    {
        try
        {
            using var document = JsonDocument.Parse(arguments.Utf8);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(Field, out var input)
                && input.ValueKind == JsonValueKind.String ? Verbatim.Of(input.GetString()!) : arguments;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // The model wrote what is no JSON or no Unicode.
            return arguments;
        }
    }
}
