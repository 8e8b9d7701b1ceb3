using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.Schemas;

/// <summary>Writes a schema in the provider's words.</summary>
internal sealed class SchemaWriter(SchemaRules rules, SchemaNormalizer normalizer, TranslationReport report, Utf8JsonWriter output)
{
    // References that are written out can multiply a small schema without end.
    private const int MostSchemas = 20_000;

    // A schema takes two levels of JSON; the whole body has BodyScan.MaxDepth.
    private const int Deepest = 48;

    private readonly SchemaSize _size = new(rules, report);
    private int _schemas;

    public void Write(JsonElement schema, SchemaPath path, SchemaPlace place)
    {
        if (!report.IsPossible)
            return;
        if (++_schemas > MostSchemas || (place.Depth > Deepest && rules.Keywords is not null))
            report.Refuse(path.ToString(), $"The schema is too {(place.Depth > Deepest ? "deep" : "large")} for {report.Target} at '{path}'; make it smaller.");
        else if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
            WriteBoolean(schema, path);
        else if (schema.ValueKind != JsonValueKind.Object)
            report.Refuse(path.ToString(), $"'{path}' must be a schema: an object.");
        else if (normalizer.Normalize(schema, path, place) is { } node)
            WriteNode(node, place);
    }

    private void WriteBoolean(JsonElement schema, SchemaPath path)
    {
        if (rules.Keywords is null)
            schema.WriteTo(output);
        else if (schema.ValueKind == JsonValueKind.False)
            report.Refuse(path.ToString(), $"'{path}' allows no value, which {report.Target} cannot express.");
        else
        {
            normalizer.HasChanged = true;
            Write(SchemaMember.Parse("{}"), path, default);
        }
    }

    private void WriteNode(SchemaNode node, SchemaPlace place)
    {
        _size.Count(node, place);
        var ofObject = node.Types().Contains("object");
        output.WriteStartObject();
        foreach (var (keyword, member) in node.Members)
        {
            if (!report.IsPossible)
                return;
            output.WritePropertyName(keyword);
            WriteMember(keyword, member, place.Within(keyword, ofObject));
        }

        if (node.Choices is { } choices)
        {
            output.WriteStartArray("anyOf");
            foreach (var choice in choices)
                Write(choice, node.Path, place.Within("anyOf", ofObject: false) with { IsRoot = false });
            output.WriteEndArray();
        }

        output.WriteEndObject();
    }

    private void WriteMember(string keyword, SchemaMember member, SchemaPlace place)
    {
        var (value, path) = member;
        switch (SchemaKeywords.KindOf(keyword))
        {
            // False and true are what this keyword usually has.
            case KeywordKind.Schema when keyword == "additionalProperties" && value.ValueKind != JsonValueKind.Object:
                value.WriteTo(output);
                break;
            case KeywordKind.Schema when value.ValueKind != JsonValueKind.Array:
                Write(value, path, place);
                break;
            case KeywordKind.Schema or KeywordKind.SchemaList when value.ValueKind == JsonValueKind.Array:
                WriteList(value, path, place);
                break;
            case KeywordKind.SchemaMap or KeywordKind.Definitions when value.ValueKind == JsonValueKind.Object:
                WriteMap(value, path, place);
                break;
            default:
                output.WriteRawValue(value.GetRawText(), skipInputValidation: true);
                break;
        }
    }

    private void WriteList(JsonElement list, SchemaPath path, SchemaPlace place)
    {
        output.WriteStartArray();
        var index = 0;
        foreach (var schema in list.EnumerateArray())
            Write(schema, path.Item(index++), place);
        output.WriteEndArray();
    }

    private void WriteMap(JsonElement map, SchemaPath path, SchemaPlace place)
    {
        output.WriteStartObject();
        foreach (var schema in map.EnumerateObject())
        {
            if (!report.IsPossible)
                return;
            output.WritePropertyName(schema.Name);
            Write(schema.Value, path.Member(schema.Name), place);
        }

        output.WriteEndObject();
    }
}
