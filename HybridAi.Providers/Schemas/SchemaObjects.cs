using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.Schemas;

/// <summary>What a provider demands of objects: that they are closed, that properties are required.</summary>
internal sealed class SchemaObjects(SchemaRules rules, TranslationReport report)
{
    public void Apply(SchemaNode node, SchemaPlace place)
    {
        if (rules.ClosedObjects && node.Members.TryGetValue("allOf", out var all) && all.Value.EnumerateArray().Any(IsObject))
            report.Refuse(all.Path.ToString(), $"{report.Target} cannot join objects by 'allOf'; list all properties in one object.");
        var types = node.Types();
        if (!types.Contains("object") || node.Members.ContainsKey("$ref"))
            return;
        if (rules.ClosedObjects)
            Close(node, place);
        if (rules.Required != RequiredDemand.Any)
            CheckRequired(node);
    }

    private static bool IsObject(JsonElement schema) => schema.ValueKind == JsonValueKind.Object
        && (schema.TryGetProperty("properties", out _) || (schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("object")));

    private void Close(SchemaNode node, SchemaPlace place)
    {
        var listed = node.Members.TryGetValue("properties", out var properties);
        if (node.Members.TryGetValue("additionalProperties", out var others))
        {
            if (others.Value.ValueKind != JsonValueKind.False)
                report.Refuse(others.Path.ToString(), $"{report.Target} cannot express objects with properties that the schema does not list; list them and set 'additionalProperties' to false.");
        }
        else if (listed || place.IsRoot || node.Types().Count > 1)
            node.Set("additionalProperties", SchemaMember.Made("false", node.Path));
        else
        {
            report.Refuse(node.Path.ToString(), $"{report.Target} cannot express an object of any properties; list the properties of '{node.Path}'.");
            return;
        }

        if (node.Members.TryGetValue("required", out var required))
            CheckListed(listed ? properties.Value : (JsonElement?)null, required);
    }

    private void CheckListed(JsonElement? properties, SchemaMember required)
    {
        var index = 0;
        foreach (var name in required.Value.EnumerateArray())
        {
            if (properties?.TryGetProperty(name.GetString()!, out _) != true)
            {
                report.Refuse(required.Path.Item(index).ToString(), $"'{required.Path.Item(index)}' names a property that the schema does not list.");
                return;
            }

            index++;
        }
    }

    private void CheckRequired(SchemaNode node)
    {
        var required = node.Members.TryGetValue("required", out var list)
            ? list.Value.EnumerateArray().Select(name => name.GetString()!).ToHashSet(StringComparer.Ordinal)
            : [];
        if (rules.Required == RequiredDemand.One)
        {
            if (required.Count == 0)
                report.Refuse(node.Path.Member("required").ToString(), $"{report.Target} wants every object to have at least one required property; list one in 'required'.");
            return;
        }

        if (!node.Members.TryGetValue("properties", out var properties))
            node.Set("properties", SchemaMember.Made("{}", node.Path));
        else
        {
            foreach (var property in properties.Value.EnumerateObject())
            {
                if (required.Contains(property.Name))
                    continue;
                var path = properties.Path.Member(property.Name);
                report.Refuse(path.ToString(), $"{report.Target} wants every property to be required; list '{path}' in 'required' and let its type allow null, or leave 'strict' out.");
                return;
            }
        }

        if (!node.Members.ContainsKey("required"))
            node.Set("required", SchemaMember.Made("[]", node.Path));
    }
}
