using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Schemas;

/// <summary>Schemas of tool arguments: Anthropic, Cohere and OpenAI demand that their root says <c>"type":"object"</c>, others take that as understood.</summary>
internal static class ToolSchema
{
    /// <summary>Of a tool without arguments.</summary>
    public static readonly Verbatim NoArguments = Verbatim.Of("""{"type":"object","properties":{}}""");

    private static readonly byte[] TypeAlone = """{"type":"object"}"""u8.ToArray();
    private static readonly byte[] TypeFirst = """{"type":"object","""u8.ToArray();

    /// <summary>The schema of a function's arguments with its type; refused if it is none of an object.</summary>
    public static Verbatim Of(ToolDefinition.Function function, int index, TranslationReport report)
    {
        if (function.Parameters.IsEmpty)
            return NoArguments;
        if (OfObject(function.Parameters) is { IsEmpty: false } schema)
            return schema;
        var path = SchemaPaths.OfParameters(report.Dialect, index);
        report.Refuse(path, $"{report.Target} takes tools whose schema is that of an object; give '{path}' the type 'object'.");
        return NoArguments;
    }

    /// <summary>The schema with its type; empty if it is none of an object.</summary>
    public static Verbatim OfObject(Verbatim schema)
    {
        var reader = new Utf8JsonReader(schema.Utf8.Span, new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return default;
            var start = (int)reader.BytesConsumed;
            var isEmpty = true;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                isEmpty = false;
                var isType = reader.Is("type"u8);
                reader.Read();
                if (isType)
                    return reader.TokenType == JsonTokenType.String && reader.Is("object"u8) ? schema : default;
                reader.Skip();
            }

            return isEmpty ? new Verbatim(TypeAlone) : new Verbatim((byte[])[.. TypeFirst, .. schema.Utf8.Span[start..]]);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
