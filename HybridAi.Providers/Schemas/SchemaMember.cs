using System.Text.Encodings.Web;
using System.Text.Json;

namespace HybridAi.Providers.Schemas;

/// <summary>A keyword's value and where the caller wrote it.</summary>
internal readonly record struct SchemaMember(JsonElement Value, SchemaPath Path)
{
    /// <summary>The keywords of a schema in their order; of one that stands twice the last counts.</summary>
    public static OrderedDictionary<string, SchemaMember> Of(JsonElement schema, SchemaPath path)
    {
        var members = new OrderedDictionary<string, SchemaMember>(StringComparer.Ordinal);
        foreach (var property in schema.EnumerateObject())
            members[property.Name] = new SchemaMember(property.Value, path.Member(property.Name));
        return members;
    }

    /// <summary>A value of the compiler's own.</summary>
    public static SchemaMember Made(string json, SchemaPath path) => new(Parse(json), path);

    /// <summary>A text of the compiler's own.</summary>
    public static SchemaMember MadeText(string text, SchemaPath path) =>
        Made($"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"", path);

    public static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = Wire.BodyScan.MaxDepth });
        return document.RootElement.Clone();
    }
}
