using System.Text.Json;

namespace HybridAi.Simulator.Answers;

/// <summary>A JSON schema with its references followed, <c>allOf</c> joined and one branch of <c>anyOf</c> or <c>oneOf</c> chosen.</summary>
internal sealed class SchemaView
{
    private const int MaxParts = 64;
    private readonly List<JsonElement> _parts = [];
    private readonly JsonElement _root;
    private readonly Func<JsonElement, JsonElement> _choose;

    /// <param name="root">What references are relative to.</param>
    /// <param name="schema">The schema to look at.</param>
    /// <param name="choose">Picks one of an array of alternatives.</param>
    public SchemaView(JsonElement root, JsonElement schema, Func<JsonElement, JsonElement> choose)
    {
        _root = root;
        _choose = choose;
        Add(schema);
    }

    /// <summary>The first value of a keyword.</summary>
    public JsonElement? Get(string keyword)
    {
        foreach (var part in _parts)
        {
            if (part.TryGetProperty(keyword, out var value))
                return value;
        }

        return null;
    }

    /// <summary>All values of a keyword, as of a bound that several parts may set.</summary>
    public IEnumerable<JsonElement> GetAll(string keyword)
    {
        foreach (var part in _parts)
        {
            if (part.TryGetProperty(keyword, out var value))
                yield return value;
        }
    }

    public decimal? Number(string keyword, Func<decimal, decimal, decimal> tighter)
    {
        decimal? found = null;
        foreach (var value in GetAll(keyword))
        {
            if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number))
                found = found is { } other ? tighter(other, number) : number;
        }

        return found;
    }

    /// <summary>The schema that a reference such as <c>#/$defs/step</c> points to.</summary>
    public static JsonElement? Resolve(JsonElement root, string reference)
    {
        if (!reference.StartsWith('#'))
            return null;
        var at = root;
        foreach (var step in reference[1..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out var member))
                at = member;
            else if (at.ValueKind == JsonValueKind.Array && int.TryParse(name, out var index) && index >= 0 && index < at.GetArrayLength())
                at = at[index];
            else
                return null;
        }

        return at;
    }

    private void Add(JsonElement schema)
    {
        // The bound also ends references that run in circles.
        if (schema.ValueKind != JsonValueKind.Object || _parts.Count >= MaxParts)
            return;
        _parts.Add(schema);
        if (schema.TryGetProperty("$ref", out var reference) && reference.ValueKind == JsonValueKind.String
            && Resolve(_root, reference.GetString()!) is { } target)
            Add(target);
        if (schema.TryGetProperty("allOf", out var all) && all.ValueKind == JsonValueKind.Array)
        {
            foreach (var part in all.EnumerateArray())
                Add(part);
        }

        foreach (var keyword in (ReadOnlySpan<string>)["anyOf", "oneOf"])
        {
            if (schema.TryGetProperty(keyword, out var any) && any.ValueKind == JsonValueKind.Array && any.GetArrayLength() > 0)
                Add(_choose(any));
        }
    }
}
