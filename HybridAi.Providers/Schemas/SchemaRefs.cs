using System.Globalization;
using System.Text.Json;

namespace HybridAi.Providers.Schemas;

/// <summary>Follows a schema's references to its own parts, and knows where it contains itself.</summary>
internal sealed class SchemaRefs(JsonElement root, string rootPath)
{
    private const int MostTargets = 2000;

    // The work of looking for recursion, in schemas visited: a hostile schema has many targets, one within the other.
    private const int MostVisits = 500_000;

    private readonly Dictionary<string, List<Edge>> _edges = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _recursive = new(StringComparer.Ordinal);
    private int _visits;

    /// <summary>Whether the references are more than can be followed.</summary>
    public bool IsTooComplex => _visits > MostVisits || _edges.Count > MostTargets;

    /// <summary>Finds what a reference points at.</summary>
    /// <param name="reference">A JSON pointer within the schema: <c>#/$defs/name</c>.</param>
    /// <param name="path">Where that stands.</param>
    /// <returns>A schema, or null if there is none or the reference is no such pointer.</returns>
    public JsonElement? Resolve(string reference, out SchemaPath path)
    {
        path = new SchemaPath(rootPath);
        if (reference == "#")
            return root;
        if (!reference.StartsWith("#/", StringComparison.Ordinal))
            return null;
        var at = root;
        foreach (var part in reference[2..].Split('/'))
        {
            var name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out var member))
                (at, path) = (member, path.Member(name));
            else if (at.ValueKind == JsonValueKind.Array && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < at.GetArrayLength())
                (at, path) = (at[index], path.Item(index));
            else
                return null;
        }

        return at.ValueKind is JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False ? at : null;
    }

    /// <summary>Finds where the schema contains itself against a rule.</summary>
    /// <returns>Where the reference stands that closes the circle, or null.</returns>
    public SchemaPath? FindRecursion(RecursionRule rule)
    {
        var most = rule switch
        {
            RecursionRule.Never => EdgeKind.InOptionalProperty,
            RecursionRule.InOptionalProperties => EdgeKind.Deeper,
            // A schema that is nothing but itself says nothing and would never end.
            _ => EdgeKind.Itself,
        };
        var onWay = new Dictionary<string, bool>(StringComparer.Ordinal);
        // A circle may begin behind references that the rule allows, so that each target is a start of its own.
        foreach (var target in Targets())
        {
            if (!onWay.ContainsKey(target) && Circle(target, most, onWay) is { } circle)
                return circle;
        }

        return null;
    }

    /// <summary>Whether a reference's target contains itself, so that it cannot be written out.</summary>
    public bool IsRecursive(string reference)
    {
        if (_recursive.TryGetValue(reference, out var known))
            return known;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var ahead = new Stack<string>(EdgesOf(reference).Select(edge => edge.Target));
        var found = false;
        while (!found && ahead.TryPop(out var next))
        {
            found = next == reference;
            _visits++;
            if (found || IsTooComplex || !seen.Add(next))
                continue;
            foreach (var edge in EdgesOf(next))
                ahead.Push(edge.Target);
        }

        return _recursive[reference] = found;
    }

    // Depth first; a target on the way that is met again closes a circle. The way is at most as long as there are targets.
    private SchemaPath? Circle(string target, EdgeKind most, Dictionary<string, bool> onWay)
    {
        onWay[target] = true;
        foreach (var edge in EdgesOf(target))
        {
            if (edge.Kind > most || IsTooComplex)
                continue;
            if (onWay.TryGetValue(edge.Target, out var isOpen))
            {
                if (isOpen)
                    return edge.Path;
            }
            else if (Circle(edge.Target, most, onWay) is { } circle)
                return circle;
        }

        onWay[target] = false;
        return null;
    }

    private List<string> Targets()
    {
        var targets = new List<string> { "#" };
        var seen = new HashSet<string>(targets, StringComparer.Ordinal);
        for (var i = 0; i < targets.Count && !IsTooComplex; i++)
        {
            foreach (var edge in EdgesOf(targets[i]))
            {
                if (seen.Add(edge.Target))
                    targets.Add(edge.Target);
            }
        }

        return targets;
    }

    private List<Edge> EdgesOf(string target)
    {
        if (_edges.TryGetValue(target, out var edges))
            return edges;
        _edges[target] = edges = [];
        if (!IsTooComplex && Resolve(target, out var path) is { } schema)
            Collect(schema, path, EdgeKind.Itself, edges);
        return edges;
    }

    private void Collect(JsonElement schema, SchemaPath path, EdgeKind kind, List<Edge> edges)
    {
        if (schema.ValueKind != JsonValueKind.Object || ++_visits > MostVisits)
            return;
        foreach (var keyword in schema.EnumerateObject())
        {
            var (value, at) = (keyword.Value, path.Member(keyword.Name));
            switch (SchemaKeywords.KindOf(keyword.Name))
            {
                case KeywordKind.Value when keyword.NameEquals("$ref") && value.ValueKind == JsonValueKind.String:
                    edges.Add(new Edge(value.GetString()!, kind, at));
                    break;
                case KeywordKind.Schema when value.ValueKind == JsonValueKind.Object:
                    Collect(value, at, Within(keyword.Name, kind), edges);
                    break;
                case KeywordKind.Schema or KeywordKind.SchemaList when value.ValueKind == JsonValueKind.Array:
                    CollectList(value, at, Within(keyword.Name, kind), edges);
                    break;
                case KeywordKind.SchemaMap when value.ValueKind == JsonValueKind.Object:
                    CollectMap(schema, keyword, at, kind, edges);
                    break;
            }
        }
    }

    private void CollectList(JsonElement list, SchemaPath path, EdgeKind kind, List<Edge> edges)
    {
        var index = 0;
        foreach (var item in list.EnumerateArray())
            Collect(item, path.Item(index++), kind, edges);
    }

    private void CollectMap(JsonElement schema, JsonProperty map, SchemaPath path, EdgeKind kind, List<Edge> edges)
    {
        var required = map.NameEquals("properties") && schema.TryGetProperty("required", out var names) && names.ValueKind == JsonValueKind.Array
            ? names.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!).ToHashSet(StringComparer.Ordinal)
            : [];
        foreach (var property in map.Value.EnumerateObject())
        {
            var within = kind == EdgeKind.InOptionalProperty || !required.Contains(property.Name) ? EdgeKind.InOptionalProperty : EdgeKind.Deeper;
            Collect(property.Value, path.Member(property.Name), within, edges);
        }
    }

    // Choices and conditions speak of the same value; everything else of a part of it.
    private static EdgeKind Within(string keyword, EdgeKind kind) =>
        keyword is "anyOf" or "oneOf" or "allOf" or "not" or "if" or "then" or "else" || kind == EdgeKind.InOptionalProperty ? kind : EdgeKind.Deeper;

    private enum EdgeKind
    {
        Itself,
        Deeper,
        InOptionalProperty,
    }

    private readonly record struct Edge(string Target, EdgeKind Kind, SchemaPath Path);
}
