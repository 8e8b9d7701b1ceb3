using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Answers;

/// <summary>Makes a JSON value that obeys a JSON schema, with words and numbers of the conversation where they fit.</summary>
internal sealed class SchemaSampler
{
    private const int MaxNodes = 4_000;
    private const int MaxItems = 256;

    // Below this depth only what is required is written.
    private const int Deep = 5;
    private const int MaxDepth = 40;

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonElement _root;
    private readonly ValueSampler _values;
    private Randomness _random;
    private int _nodes;

    private SchemaSampler(JsonElement root, string hint, ulong seed)
    {
        _root = root;
        _random = new Randomness(seed);
        _values = new ValueSampler(hint, seed);
    }

    public static string Sample(JsonElement schema, string hint, ulong seed)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
            new SchemaSampler(schema, hint, seed).Write(json, schema, "value", 0);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private void Write(Utf8JsonWriter json, JsonElement schema, string name, int depth)
    {
        if (++_nodes > MaxNodes || depth > MaxDepth)
        {
            json.WriteNullValue();
            return;
        }

        var view = new SchemaView(_root, schema, any => Choose(any, depth));
        if (view.Get("const") is { } constant)
        {
            constant.WriteTo(json);
            return;
        }

        if (view.Get("enum") is { ValueKind: JsonValueKind.Array } members && members.GetArrayLength() > 0)
        {
            _values.Pick(members).WriteTo(json);
            return;
        }

        switch (TypeOf(view, depth))
        {
            case "object":
                WriteObject(json, view, depth);
                break;
            case "array":
                WriteArray(json, view, name, depth);
                break;
            case "integer":
                _values.WriteNumber(json, view, whole: true);
                break;
            case "number":
                _values.WriteNumber(json, view, whole: false);
                break;
            case "boolean":
                json.WriteBooleanValue(_random.NextIndex(2) == 0);
                break;
            case "null":
                json.WriteNullValue();
                break;
            default:
                json.WriteStringValue(_values.Text(view, name));
                break;
        }
    }

    private string TypeOf(SchemaView view, int depth)
    {
        var type = view.Get("type");
        if (type is { ValueKind: JsonValueKind.String })
            return type.Value.GetString()!;
        if (type is { ValueKind: JsonValueKind.Array })
        {
            var types = type.Value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!).ToArray();
            if (depth > Deep && types.Contains("null"))
                return "null";
            return types.FirstOrDefault(each => each != "null") ?? "null";
        }

        if (view.Get("properties") is not null || view.Get("required") is not null || view.Get("additionalProperties") is not null)
            return "object";
        if (view.Get("items") is not null || view.Get("prefixItems") is not null || view.Get("minItems") is not null)
            return "array";
        return view.Get("minimum") is not null || view.Get("maximum") is not null || view.Get("multipleOf") is not null ? "number" : "string";
    }

    private void WriteObject(Utf8JsonWriter json, SchemaView view, int depth)
    {
        var required = view.GetAll("required").Where(list => list.ValueKind == JsonValueKind.Array)
            .SelectMany(list => list.EnumerateArray()).Where(item => item.ValueKind == JsonValueKind.String)
            .Select(item => item.GetString()!).ToHashSet(StringComparer.Ordinal);
        var written = new HashSet<string>(StringComparer.Ordinal);
        var maxProperties = view.Number("maxProperties", Math.Min) ?? int.MaxValue;
        json.WriteStartObject();
        foreach (var property in view.GetAll("properties").Where(map => map.ValueKind == JsonValueKind.Object).SelectMany(map => map.EnumerateObject()))
        {
            var wanted = required.Contains(property.Name) || (depth < Deep && written.Count < maxProperties);
            if (!wanted || !written.Add(property.Name))
                continue;
            json.WritePropertyName(property.Name);
            Write(json, property.Value, property.Name, depth + 1);
        }

        foreach (var name in required.Where(name => written.Add(name)))
        {
            json.WritePropertyName(name);
            WriteAdditional(json, view, name, depth);
        }

        var closed = view.GetAll("additionalProperties").Any(more => more.ValueKind == JsonValueKind.False);
        var least = view.Number("minProperties", Math.Max) ?? (view.Get("additionalProperties") is { ValueKind: JsonValueKind.Object } ? 1 : 0);
        for (var i = 1; !closed && written.Count < Math.Min(least, MaxItems); i++)
        {
            json.WritePropertyName($"key{i}");
            written.Add($"key{i}");
            WriteAdditional(json, view, "key", depth);
        }

        json.WriteEndObject();
    }

    private void WriteAdditional(Utf8JsonWriter json, SchemaView view, string name, int depth)
    {
        if (view.Get("additionalProperties") is { ValueKind: JsonValueKind.Object } schema)
            Write(json, schema, name, depth + 1);
        else
            json.WriteStringValue(_values.Text(null, name));
    }

    private void WriteArray(Utf8JsonWriter json, SchemaView view, string name, int depth)
    {
        var least = (int)Math.Clamp(view.Number("minItems", Math.Max) ?? 0, 0, MaxItems);
        var most = (int)Math.Clamp(view.Number("maxItems", Math.Min) ?? Math.Max(least, 3), 0, MaxItems);
        var count = depth >= Deep ? least : Math.Clamp(1 + _random.NextIndex(3), least, Math.Max(least, most));
        var prefix = view.Get("prefixItems") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().ToArray() : [];
        var unique = view.Get("uniqueItems") is { ValueKind: JsonValueKind.True } ? new HashSet<string>(StringComparer.Ordinal) : null;
        count = Math.Clamp(Math.Max(count, prefix.Length), least, Math.Max(least, most));
        json.WriteStartArray();
        for (var i = 0; i < count; i++)
        {
            var schema = i < prefix.Length ? prefix[i] : view.Get("items") ?? default;
            if (schema.ValueKind == JsonValueKind.False)
                break;
            if (unique is null)
                Write(json, schema, name, depth + 1);
            else if (!WriteUnlike(json, schema, name, depth, unique))
                break;
        }

        json.WriteEndArray();
    }

    // Draws until the item differs from those before, as often as is sensible.
    private bool WriteUnlike(Utf8JsonWriter json, JsonElement schema, string name, int depth, HashSet<string> before)
    {
        for (var attempt = 0; attempt < 50; attempt++)
        {
            using var buffer = new MemoryStream();
            using (var item = new Utf8JsonWriter(buffer, Relaxed))
                Write(item, schema, name, depth + 1);
            var text = Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
            if (!before.Add(text))
                continue;
            json.WriteRawValue(text);
            return true;
        }

        return false;
    }

    private JsonElement Choose(JsonElement any, int depth)
    {
        var branches = any.EnumerateArray().ToArray();
        if (depth >= Deep)
            return branches.MinBy(Weight);
        var real = branches.Where(branch => !IsNull(branch)).ToArray();
        return real.Length == 0 ? branches[0] : real[_random.NextIndex(real.Length)];
    }

    // Deep down the branch that ends soonest is taken, so that recursive schemas come to an end.
    private static int Weight(JsonElement branch)
    {
        if (branch.ValueKind != JsonValueKind.Object || IsNull(branch) || branch.TryGetProperty("const", out _) || branch.TryGetProperty("enum", out _))
            return 0;
        if (branch.TryGetProperty("$ref", out _) || branch.TryGetProperty("properties", out _))
            return 3;
        return branch.TryGetProperty("items", out _) ? 2 : 1;
    }

    private static bool IsNull(JsonElement branch) =>
        branch.ValueKind == JsonValueKind.Object && branch.TryGetProperty("type", out var type)
        && type.ValueKind == JsonValueKind.String && type.ValueEquals("null"u8);
}
