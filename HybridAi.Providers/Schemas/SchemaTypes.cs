using System.Text;
using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.Schemas;

/// <summary>Lists of types and of values, where a provider wants them otherwise.</summary>
internal sealed class SchemaTypes(SchemaRules rules, TranslationReport report)
{
    public void Apply(SchemaNode node, SchemaPlace place)
    {
        var types = node.Types();
        var values = node.Members.TryGetValue("enum", out var list) ? list : (SchemaMember?)null;
        if (node.Members.TryGetValue("const", out var constant) && !IsLiteral(constant.Value))
            report.Refuse(constant.Path.ToString(), $"{report.Target} takes no such value for 'const'; list the properties or items instead.");
        else if ((types.Count > 1 && !rules.TypeLists) || (values is { } all && !all.Value.EnumerateArray().All(IsLiteral)))
            Split(node, types, values);
        else if (types.Count == 1 && !rules.TypeLists && node.Members["type"].Value.ValueKind == JsonValueKind.Array)
            node.Set("type", SchemaMember.Made($"\"{types[0]}\"", node.Members["type"].Path));
        else if (types.Count == 0 && rules.NeedsType)
            Infer(node, values ?? (constant.Path is null ? null : constant));
        if (place.IsRoot && rules.RootIsObject && report.IsPossible && (node.Choices is not null || node.Members.ContainsKey("anyOf") || node.Types() is not ["object"]))
            report.Refuse(node.Path.ToString(), $"{report.Target} wants the schema as a whole to be of type 'object', without 'anyOf'; put it into a property of an object.");
    }

    private bool IsLiteral(JsonElement value) => rules.Literals?.Contains(SchemaKeywords.TypeOf(value)) != false;

    // {"type":["string","null"],…} becomes {"anyOf":[{"type":"string",…},{"type":"null"}]}: each keyword goes to the type that it speaks of.
    private void Split(SchemaNode node, List<string> types, SchemaMember? values)
    {
        var at = (values ?? node.Members["type"]).Path;
        foreach (var keyword in node.Members.Keys)
        {
            if (keyword is not ("type" or "enum") && !SchemaKeywords.SpeaksOfOneType(keyword) && SchemaKeywords.KindOf(keyword) is not (KeywordKind.Annotation or KeywordKind.Definitions))
            {
                report.Refuse(at.ToString(), $"{report.Target} cannot express several types beside '{keyword}'; write each as a branch of 'anyOf'.");
                return;
            }
        }

        var byType = ByType(types, values);
        var branches = new List<JsonElement>();
        foreach (var (type, own) in byType)
        {
            if (BranchOf(node, type, values is null ? null : own) is { } branch)
                branches.Add(SchemaMember.Parse(branch));
            else
            {
                report.Refuse(at.ToString(), $"{report.Target} takes no value of type '{type}' in 'enum'; leave it out or describe it by a schema.");
                return;
            }
        }

        foreach (var keyword in node.Members.Keys.ToArray())
        {
            if (keyword is "type" or "enum" || SchemaKeywords.SpeaksOfOneType(keyword))
                node.Remove(keyword);
        }

        if (branches.Count != 1)
            node.Choose(branches);
        else
        {
            foreach (var property in branches[0].EnumerateObject())
                node.Set(property.Name, new SchemaMember(property.Value, at));
        }
    }

    private static OrderedDictionary<string, List<JsonElement>> ByType(List<string> types, SchemaMember? values)
    {
        var byType = new OrderedDictionary<string, List<JsonElement>>(StringComparer.Ordinal);
        if (values is not { } list)
        {
            foreach (var type in types)
                byType[type] = [];
            return byType;
        }

        foreach (var value in list.Value.EnumerateArray())
        {
            var type = SchemaKeywords.TypeOf(value);
            if (type == "integer" && types.Count > 0 && !types.Contains("integer"))
                type = "number";
            // A value that the types do not allow can never be the answer.
            if (types.Count > 0 && !types.Contains(type))
                continue;
            if (!byType.TryGetValue(type, out var own))
                byType[type] = own = [];
            own.Add(value);
        }

        return byType;
    }

    private string? BranchOf(SchemaNode node, string type, List<JsonElement>? values)
    {
        var text = new StringBuilder($"{{\"type\":\"{type}\"");
        var isWhole = values is null || type == "null"
            || (type == "boolean" && values.Any(value => value.ValueKind == JsonValueKind.True) && values.Any(value => value.ValueKind == JsonValueKind.False));
        if (!isWhole)
        {
            if (!values!.All(IsLiteral))
                return null;
            text.Append(",\"enum\":[").AppendJoin(',', values!.Select(value => value.GetRawText())).Append(']');
        }

        foreach (var (keyword, member) in node.Members)
        {
            if (SchemaKeywords.SpeaksOf(keyword, type))
                text.Append($",\"{keyword}\":").Append(member.Value.GetRawText());
        }

        return text.Append('}').ToString();
    }

    private void Infer(SchemaNode node, SchemaMember? values)
    {
        if (node.Members.ContainsKey("anyOf") || node.Members.ContainsKey("allOf") || node.Members.ContainsKey("$ref"))
            return;
        var type = values is { } literals ? TypeOf(literals.Value)
            : node.Members.ContainsKey("properties") || node.Members.ContainsKey("additionalProperties") || node.Members.ContainsKey("required") ? "\"object\""
            : node.Members.ContainsKey("items") ? "\"array\""
            : null;
        if (type is null)
            report.Refuse(node.Path.ToString(), $"{report.Target} wants every schema to say its type; add 'type' to '{node.Path}'.");
        else
            node.Set("type", SchemaMember.Made(type, node.Path));
    }

    private static string? TypeOf(JsonElement literals)
    {
        var types = literals.ValueKind == JsonValueKind.Array ? literals.EnumerateArray().Select(SchemaKeywords.TypeOf).Distinct().ToList() : [SchemaKeywords.TypeOf(literals)];
        if (types.Contains("number"))
            types.Remove("integer");
        return types.Count == 1 ? $"\"{types[0]}\"" : $"[{string.Join(',', types.Select(type => $"\"{type}\""))}]";
    }
}
