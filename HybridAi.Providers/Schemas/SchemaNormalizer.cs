using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.Schemas;

/// <summary>Puts one schema's own keywords into words that the provider has, or refuses it. Schemas within it are left as they are.</summary>
internal sealed class SchemaNormalizer(SchemaRules rules, SchemaRefs refs, JsonElement root, TranslationReport report)
{
    private const int MostUnfoldings = 100;

    // Formats that tell how OpenAPI's numbers are kept, not which numbers they are.
    private static readonly string[] NumberFormats = ["int32", "int64", "float", "double"];

    private readonly SchemaTypes _types = new(rules, report);
    private readonly SchemaObjects _objects = new(rules, report);
    private readonly bool _renamesDefinitions = rules.Keywords is { } known && known.Contains("$defs") && !known.Contains("definitions")
        && !root.TryGetProperty("$defs", out _);

    /// <summary>Whether anything had to be changed so far.</summary>
    public bool HasChanged { get; set; }

    /// <summary>Rewrites a schema.</summary>
    /// <returns>Its keywords; null if it was refused.</returns>
    public SchemaNode? Normalize(JsonElement schema, SchemaPath path, SchemaPlace place)
    {
        var members = SchemaMember.Of(schema, path);
        if (!IsShapely(members))
            return null;
        var node = new SchemaNode(members, path);
        if (rules.Keywords is not { } known)
            return node;
        Unfold(node, place, known);
        RewriteConst(node, known);
        RewriteOneOf(node, known);
        RewriteTuple(node, known);
        foreach (var keyword in node.Members.Keys.ToArray())
            CheckKeyword(node, keyword, place, known);
        if (report.IsPossible)
            _types.Apply(node, place);
        if (report.IsPossible)
            _objects.Apply(node, place);
        HasChanged |= node.HasChanged;
        return report.IsPossible ? node : null;
    }

    private bool IsShapely(OrderedDictionary<string, SchemaMember> members)
    {
        if (SchemaShape.Check(members) is not var (path, message))
            return true;
        report.Refuse(path.ToString(), message);
        return false;
    }

    // References that cannot stay and conjunctions of one are replaced by what they stand for.
    private void Unfold(SchemaNode node, SchemaPlace place, IReadOnlySet<string> known)
    {
        for (var step = 0; report.IsPossible; step++)
        {
            if (step == MostUnfoldings)
                report.Refuse(node.Path.ToString(), $"'{node.Path}' is wrapped in too many references.");
            else if (node.Members.TryGetValue("$ref", out var reference))
            {
                if (!Follow(node, reference, place, known))
                    return;
            }
            else if (node.Members.TryGetValue("allOf", out var all) && all.Value.GetArrayLength() == 1 && (!known.Contains("allOf") || rules.ClosedObjects) && IsAlone(node, "allOf"))
                Merge(node, "allOf", all.Value[0], all.Path.Item(0));
            else
                return;
        }
    }

    private bool Follow(SchemaNode node, SchemaMember reference, SchemaPlace place, IReadOnlySet<string> known)
    {
        var pointer = reference.Value.GetString()!;
        if (refs.Resolve(pointer, out var path) is not { } target)
        {
            report.Refuse(reference.Path.ToString(), $"'{reference.Path}' must point at a part of the same schema, as #/$defs/name does.");
            return false;
        }

        var isAlone = IsAlone(node, "$ref");
        if (Stays(pointer, place, known) && (isAlone || !rules.RefsStandAlone) && !(rules.RefsStandAlone && HasAnnotations(node)))
        {
            if (_renamesDefinitions && pointer.StartsWith("#/definitions/", StringComparison.Ordinal))
                node.Set("$ref", SchemaMember.MadeText($"#/$defs/{pointer["#/definitions/".Length..]}", reference.Path));
            return false;
        }

        if (!isAlone)
            report.Refuse(reference.Path.ToString(), $"{report.Target} takes no constraints beside '$ref'; move them into what it points at.");
        else if (refs.IsRecursive(pointer) && !(place.IsRoot && known.Contains("$ref")))
            report.Refuse(reference.Path.ToString(), $"{report.Target} cannot express this recursive reference; let it stand alone and point at '#/$defs/…', or limit the nesting.");
        else
            Merge(node, "$ref", target, path);
        return report.IsPossible;
    }

    private bool Stays(string pointer, SchemaPlace place, IReadOnlySet<string> known) =>
        known.Contains("$ref") && !(place.IsRoot && rules.RootIsObject) && (rules.RefsInAllOf || !place.InAllOf)
            && (pointer == "#" || IsEntry(pointer, "#/$defs/")
                || (IsEntry(pointer, "#/definitions/") && (known.Contains("definitions") || _renamesDefinitions)));

    private static bool IsEntry(string pointer, string of) => pointer.StartsWith(of, StringComparison.Ordinal) && pointer.IndexOf('/', of.Length) < 0;

    private static bool IsAlone(SchemaNode node, string keyword)
    {
        foreach (var other in node.Members.Keys)
        {
            if (other != keyword && SchemaKeywords.KindOf(other) is not (KeywordKind.Annotation or KeywordKind.Definitions))
                return false;
        }

        return true;
    }

    private static bool HasAnnotations(SchemaNode node)
    {
        foreach (var other in node.Members.Keys)
        {
            if (SchemaKeywords.IsAnnotation(other) && !other.StartsWith('$'))
                return true;
        }

        return false;
    }

    private void Merge(SchemaNode node, string keyword, JsonElement target, SchemaPath path)
    {
        if (target.ValueKind != JsonValueKind.Object)
        {
            if (target.ValueKind != JsonValueKind.True)
                report.Refuse(path.ToString(), $"'{path}' allows no value, which {report.Target} cannot express.");
            node.Remove(keyword);
            return;
        }

        var members = SchemaMember.Of(target, path);
        if (!IsShapely(members))
            return;
        node.Remove(keyword);
        foreach (var (name, member) in members)
        {
            if (SchemaKeywords.KindOf(name) != KeywordKind.Definitions)
                node.Members.TryAdd(name, member);
        }
    }

    private static void RewriteConst(SchemaNode node, IReadOnlySet<string> known)
    {
        if (known.Contains("const") || !node.Members.TryGetValue("const", out var constant) || node.Members.ContainsKey("enum"))
            return;
        node.Remove("const");
        node.Set("enum", SchemaMember.Made($"[{constant.Value.GetRawText()}]", constant.Path));
    }

    private void RewriteOneOf(SchemaNode node, IReadOnlySet<string> known)
    {
        if (known.Contains("oneOf") || !node.Members.TryGetValue("oneOf", out var choice) || node.Members.ContainsKey("anyOf"))
            return;
        if (!new SchemaChoices(refs).AreDisjoint(choice.Value))
        {
            report.Refuse(choice.Path.ToString(),
                $"{report.Target} cannot express 'oneOf' whose branches may overlap; use 'anyOf', or tell the branches apart by type or by a required property with a 'const' of its own.");
            return;
        }

        node.Remove("oneOf");
        node.Set("anyOf", choice);
    }

    private static void RewriteTuple(SchemaNode node, IReadOnlySet<string> known)
    {
        if (!known.Contains("prefixItems") || node.Members.ContainsKey("prefixItems") || !node.Members.TryGetValue("items", out var items)
            || items.Value.ValueKind != JsonValueKind.Array || items.Value.GetArrayLength() == 0)
            return;
        node.Remove("items");
        node.Set("prefixItems", items);
        if (node.Members.TryGetValue("additionalItems", out var rest))
        {
            node.Remove("additionalItems");
            node.Set("items", rest);
        }
    }

    private void CheckKeyword(SchemaNode node, string keyword, SchemaPlace place, IReadOnlySet<string> known)
    {
        var member = node.Members[keyword];
        var kind = SchemaKeywords.KindOf(keyword);
        if (kind == KeywordKind.Definitions)
            CheckDefinitions(node, keyword, member, place, known);
        else if (!known.Contains(keyword))
        {
            // What is closed anyway need not say so twice.
            if (kind == KeywordKind.Annotation || SchemaKeywords.IsEmpty(keyword, member.Value)
                || (rules.ClosedObjects && keyword == "unevaluatedProperties" && member.Value.ValueKind == JsonValueKind.False))
                node.Remove(keyword);
            else
                Refuse(member, $"{report.Target} cannot express the schema keyword '{Shorten(keyword)}'; leave it out or name another model.");
        }
        else if (keyword == "format")
            CheckFormat(node, member);
        else if (keyword == "pattern")
            CheckPattern(node, member);
        else if (keyword == "items" && member.Value.ValueKind == JsonValueKind.Array)
            Refuse(member, $"{report.Target} cannot express a list whose items each have a schema of their own; use an object, or one schema for all items.");
        else if (rules.Values.TryGetValue(keyword, out var allowed) && !(member.Value.TryGetInt64(out var number) && allowed.Contains(number)))
            Refuse(member, $"{report.Target} takes only {string.Join(" and ", allowed)} for the schema keyword '{keyword}'.");
    }

    private void CheckDefinitions(SchemaNode node, string keyword, SchemaMember member, SchemaPlace place, IReadOnlySet<string> known)
    {
        // Only the outermost definitions are referred to by then; all other references have been replaced.
        if (place.IsRoot && known.Contains("$ref") && known.Contains(keyword))
            return;
        node.Remove(keyword);
        if (place.IsRoot && known.Contains("$ref") && _renamesDefinitions && keyword == "definitions")
            node.Set("$defs", member);
    }

    private void CheckFormat(SchemaNode node, SchemaMember member)
    {
        var format = member.Value.GetString()!;
        if (rules.Formats is not { } formats || formats.Contains(format))
            return;
        if (NumberFormats.Contains(format))
            node.Remove("format");
        else
            Refuse(member, $"{report.Target} cannot express the format '{Shorten(format)}', only {string.Join(", ", formats.Order(StringComparer.Ordinal))}; leave it out or describe it in 'description'.");
    }

    private void CheckPattern(SchemaNode node, SchemaMember member)
    {
        var pattern = member.Value.GetString()!;
        var refused = SchemaPattern.FeaturesOf(pattern, out var isWhole) & rules.Patterns;
        // A string that is made by a pattern matches it from end to end.
        if (refused == PatternFeatures.Anchors && isWhole)
            node.Set("pattern", SchemaMember.MadeText(pattern[1..^1], member.Path));
        else if (refused != PatternFeatures.None)
            Refuse(member, $"{report.Target} takes no regular expression with {NameOf(refused)}; write a plainer one.");
    }

    private static string NameOf(PatternFeatures features) =>
        features.HasFlag(PatternFeatures.Lookaround) ? "look-ahead or look-behind"
        : features.HasFlag(PatternFeatures.Backreferences) ? "references back to groups"
        : features.HasFlag(PatternFeatures.WordBoundaries) ? "word boundaries"
        : "'^' or '$' other than around the whole of it";

    private void Refuse(SchemaMember member, string message) => report.Refuse(member.Path.ToString(), message);

    private static string Shorten(string text) => text.Length <= 60 ? text : $"{text[..60]}…";
}
