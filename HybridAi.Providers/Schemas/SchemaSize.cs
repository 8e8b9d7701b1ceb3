using HybridAi.Core.Chat;

namespace HybridAi.Providers.Schemas;

/// <summary>Counts what providers limit.</summary>
internal sealed class SchemaSize(SchemaRules rules, TranslationReport report)
{
    private int _properties;
    private int _optional;
    private int _unions;
    private int _values;
    private long _names;

    public void Count(SchemaNode node, SchemaPlace place)
    {
        if (node.Members.ContainsKey("anyOf") || node.Choices is not null || node.Types().Count > 1)
            Check(++_unions, rules.MaxUnions, node.Path, "schemas with 'anyOf' or several types");
        if (node.Types().Contains("object"))
            Check(place.Objects, rules.MaxObjectDepth, node.Path, "levels of nested objects");
        if (node.Members.TryGetValue("properties", out var properties))
            CountProperties(node, properties);
        if (node.Members.TryGetValue("enum", out var values))
        {
            _values += values.Value.GetArrayLength();
            Check(_values, rules.MaxEnumValues, values.Path, "values in 'enum'");
            foreach (var value in values.Value.EnumerateArray())
                CountName(value.GetRawText().Length, values.Path);
        }

        if (node.Members.TryGetValue("const", out var constant))
            CountName(constant.Value.GetRawText().Length, constant.Path);
    }

    private void CountProperties(SchemaNode node, SchemaMember properties)
    {
        var required = node.Members.TryGetValue("required", out var list)
            ? list.Value.EnumerateArray().Select(name => name.GetString()!).ToHashSet(StringComparer.Ordinal)
            : [];
        foreach (var property in properties.Value.EnumerateObject())
        {
            Check(++_properties, rules.MaxProperties, properties.Path, "properties");
            CountName(property.Name.Length, properties.Path);
            if (!required.Contains(property.Name))
                Check(++_optional, rules.MaxOptionalProperties, properties.Path.Member(property.Name), "properties that are not required");
            if (!report.IsPossible)
                return;
        }
    }

    private void CountName(int length, SchemaPath path)
    {
        _names += length;
        Check((int)Math.Min(_names, int.MaxValue), rules.MaxNameCharacters, path, "characters of names and values");
    }

    private void Check(int count, int most, SchemaPath path, string what)
    {
        if (count > most)
            report.Refuse(path.ToString(), $"{report.Target} takes a schema of at most {most} {what}; make it smaller.");
    }
}
