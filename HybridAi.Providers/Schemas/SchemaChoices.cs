using System.Globalization;
using System.Text.Json;

namespace HybridAi.Providers.Schemas;

/// <summary>Tells whether at most one branch of a <c>oneOf</c> can ever hold, so that <c>anyOf</c> says the same.</summary>
internal sealed class SchemaChoices(SchemaRefs refs)
{
    private const int MostBranches = 200;
    private const int MostReferences = 20;

    public bool AreDisjoint(JsonElement branches)
    {
        if (branches.GetArrayLength() > MostBranches)
            return false;
        var all = new List<Branch>();
        foreach (var branch in branches.EnumerateArray())
        {
            if (Follow(branch) is not { } schema)
                return false;
            all.Add(Describe(schema));
        }

        for (var i = 0; i < all.Count; i++)
        {
            for (var j = i + 1; j < all.Count; j++)
            {
                if (!all[i].IsApartFrom(all[j]))
                    return false;
            }
        }

        return true;
    }

    private JsonElement? Follow(JsonElement schema)
    {
        for (var step = 0; step < MostReferences; step++)
        {
            if (schema.ValueKind != JsonValueKind.Object)
                return null;
            if (!schema.TryGetProperty("$ref", out var reference))
                return schema;
            if (reference.ValueKind != JsonValueKind.String || refs.Resolve(reference.GetString()!, out _) is not { } target)
                return null;
            schema = target;
        }

        return null;
    }

    private Branch Describe(JsonElement schema)
    {
        var values = ValuesOf(schema);
        var tags = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        if (schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
            && schema.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array)
        {
            foreach (var name in required.EnumerateArray())
            {
                if (name.ValueKind == JsonValueKind.String && properties.TryGetProperty(name.GetString()!, out var property)
                    && Follow(property) is { } tag && ValuesOf(tag) is { } own)
                    tags[name.GetString()!] = own;
            }
        }

        return new Branch(TypesOf(schema), values, tags);
    }

    private static HashSet<string>? TypesOf(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type))
            return null;
        var names = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().ToArray() : [type];
        return names.All(name => name.ValueKind == JsonValueKind.String)
            // A whole number is a number too.
            ? names.Select(name => name.GetString() == "integer" ? "number" : name.GetString()!).ToHashSet(StringComparer.Ordinal)
            : null;
    }

    private static HashSet<string>? ValuesOf(JsonElement schema)
    {
        if (schema.TryGetProperty("const", out var constant))
            return Key(constant) is { } only ? [only] : null;
        if (!schema.TryGetProperty("enum", out var list) || list.ValueKind != JsonValueKind.Array)
            return null;
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var value in list.EnumerateArray())
        {
            if (Key(value) is not { } key)
                return null;
            keys.Add(key);
        }

        return keys;
    }

    // Equal values have equal keys; null where that is hard to tell.
    private static string? Key(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => $"s{value.GetString()}",
        JsonValueKind.Number => value.TryGetDouble(out var number) ? $"n{number.ToString("R", CultureInfo.InvariantCulture)}" : null,
        JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null => value.GetRawText(),
        _ => null,
    };

    private sealed record Branch(HashSet<string>? Types, HashSet<string>? Values, Dictionary<string, HashSet<string>> Tags)
    {
        public bool IsApartFrom(Branch other)
        {
            if (Types is not null && other.Types is not null && !Types.Overlaps(other.Types))
                return true;
            if (Values is not null && other.Values is not null && !Values.Overlaps(other.Values))
                return true;
            // Objects are told apart by a property that both need; other values are not objects at all.
            if (Types is not { Count: 1 } || other.Types is not { Count: 1 } || !Types.Contains("object"))
                return false;
            foreach (var (name, own) in Tags)
            {
                if (other.Tags.TryGetValue(name, out var theirs) && !own.Overlaps(theirs))
                    return true;
            }

            return false;
        }
    }
}
