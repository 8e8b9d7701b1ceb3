using System.Runtime.InteropServices;
using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Gateway.Dialects.Json;

/// <summary>
/// The fields of one JSON object of a request body. Each read takes its field, checks its kind, and notes in the <see cref="BodyReader"/>
/// what is wrong; what nobody took is the <see cref="Rest"/>, and what is not asked for by that either is named to the caller as dropped
/// (<see cref="BodyReader"/>). JSON null counts as absent. Of a name that stands twice the last one counts.
/// </summary>
internal sealed class JsonFields
{
    private readonly BodyReader _reader;
    private readonly List<Field> _fields = [];

    public JsonFields(BodyReader reader, JsonElement element, JsonPath path)
    {
        _reader = reader;
        Path = path;
        Json = element;
        foreach (var property in element.EnumerateObject())
            _fields.Add(new Field(property));
        reader.Add(this);
    }

    public JsonPath Path { get; }

    /// <summary>The object itself.</summary>
    public JsonElement Json { get; }

    /// <summary>Whether the field is there and not null. Does not take it.</summary>
    public bool Has(string name) => Find(name) is { ValueKind: not JsonValueKind.Null };

    /// <summary>Takes a field of any kind; null if it is absent or null.</summary>
    public JsonElement? Any(string name)
    {
        JsonElement? found = null;
        foreach (var field in _fields)
        {
            if (field.Property.NameEquals(name))
            {
                field.IsTaken = true;
                found = field.Property.Value;
            }
        }

        return found is { ValueKind: not JsonValueKind.Null } ? found : null;
    }

    public string? Text(string name) => Of(name, JsonValueKind.String, "a text")?.GetString();

    public string RequiredText(string name)
    {
        if (Text(name) is { } text)
            return text;
        Missing(name);
        return "";
    }

    public bool? Flag(string name)
    {
        if (Any(name) is not { } value)
            return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        Fail(name, "must be true or false");
        return null;
    }

    public int? Integer(string name, int least = int.MinValue, int most = int.MaxValue) => (int?)Long(name, least, most);

    public long? Long(string name, long least = long.MinValue, long most = long.MaxValue)
    {
        if (Of(name, JsonValueKind.Number, "a whole number") is not { } value)
            return null;
        // 1.0 and 1e2 are whole numbers too.
        if (value.TryGetInt64(out var number) || (value.TryGetDecimal(out var dec) && dec == decimal.Truncate(dec) && dec is >= long.MinValue and <= long.MaxValue && (number = (long)dec) == dec))
        {
            if (number >= least && number <= most)
                return number;
            Fail(name, most is int.MaxValue or long.MaxValue ? $"must be at least {least}" : $"must be {least} to {most}");
            return null;
        }

        Fail(name, "must be a whole number");
        return null;
    }

    public double? Number(string name, double least = double.MinValue, double most = double.MaxValue)
    {
        if (Of(name, JsonValueKind.Number, "a number") is not { } value)
            return null;
        if (value.TryGetDouble(out var number) && double.IsFinite(number) && number >= least && number <= most)
            return number;
        Fail(name, FormattableString.Invariant($"must be {least} to {most}"));
        return null;
    }

    public JsonFields? Object(string name) => Of(name, JsonValueKind.Object, "an object") is { } value ? new JsonFields(_reader, value, Path.Member(name)) : null;

    /// <summary>An object's raw JSON as a slice of the body, whatever is in it; empty if it is absent.</summary>
    public Verbatim RawObject(string name) => Of(name, JsonValueKind.Object, "an object") is { } value ? RawOf(value) : default;

    /// <summary>The items of a list, each with its path; empty if it is absent.</summary>
    public IReadOnlyList<(JsonElement Value, JsonPath Path)> List(string name) =>
        Of(name, JsonValueKind.Array, "a list") is { } value ? ItemsOf(value, Path.Member(name)) : [];

    /// <summary>The objects of a list; empty if it is absent. An item of another kind is wrong.</summary>
    public IReadOnlyList<JsonFields> Objects(string name) => ObjectsOf(List(name));

    /// <summary>The objects among items; an item of another kind is wrong.</summary>
    public IReadOnlyList<JsonFields> ObjectsOf(IReadOnlyList<(JsonElement Value, JsonPath Path)> items)
    {
        var objects = new List<JsonFields>(items.Count);
        foreach (var (value, path) in items)
        {
            if (value.ValueKind == JsonValueKind.Object)
                objects.Add(new JsonFields(_reader, value, path));
            else
                _reader.Fail(path.ToString(), $"'{path}' must be an object.");
        }

        return objects;
    }

    /// <summary>The texts of a list; empty if it is absent.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        var texts = new List<string>();
        foreach (var (value, path) in List(name))
        {
            if (value.ValueKind == JsonValueKind.String)
                texts.Add(value.GetString()!);
            else
                _reader.Fail(path.ToString(), $"'{path}' must be a text.");
        }

        return texts;
    }

    /// <summary>A value's raw JSON as a slice of the body; empty if it is absent.</summary>
    public Verbatim Raw(string name) => Any(name) is { } value ? RawOf(value) : default;

    /// <summary>The object's own raw JSON as a slice of the body: all of its fields are taken.</summary>
    public Verbatim Raw()
    {
        Ignore();
        return RawOf(Json);
    }

    /// <summary>Takes all fields that are left: they are known to say nothing that anybody could miss.</summary>
    public void Ignore()
    {
        foreach (var field in _fields)
            field.IsTaken = true;
    }

    /// <summary>A text's bytes, unescaped: for base64, signatures and arguments. Empty if it is absent.</summary>
    public Verbatim TextBytes(string name) => Text(name) is { } text ? Verbatim.Of(text) : default;

    /// <summary>Raw JSON as a slice of the body.</summary>
    public Verbatim RawOf(JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        var body = _reader.Body;
        return raw.Overlaps(body.Span, out var offset) ? new Verbatim(body.Slice(-offset, raw.Length)) : new Verbatim(raw.ToArray());
    }

    /// <summary>Takes the fields that nobody took and that are not null, in order.</summary>
    public IReadOnlyList<ExtraField> Rest(string within = "")
    {
        List<ExtraField>? rest = null;
        foreach (var field in _fields)
        {
            if (!field.IsTaken && field.Property.Value.ValueKind != JsonValueKind.Null)
                (rest ??= []).Add(new ExtraField(within + field.Property.Name, RawOf(field.Property.Value)));
            field.IsTaken = true;
        }

        return rest ?? (IReadOnlyList<ExtraField>)[];
    }

    /// <summary>Adds the paths of fields that nobody took.</summary>
    public void AddUnread(List<string> paths)
    {
        foreach (var field in _fields)
        {
            if (!field.IsTaken && field.Property.Value.ValueKind != JsonValueKind.Null)
                paths.Add(Path.Member(field.Property.Name).ToString());
        }
    }

    /// <summary>Notes that a field is needed.</summary>
    public void Missing(string name)
    {
        if (!Has(name))
            _reader.Fail(Path.Member(name).ToString(), $"The field '{Path.Member(name)}' is missing.");
    }

    /// <summary>Notes what is wrong with a field: <c>must be …</c>.</summary>
    public void Fail(string name, string mustBe) => _reader.Fail(Path.Member(name).ToString(), $"The field '{Path.Member(name)}' {mustBe}.");

    /// <summary>Notes what is wrong with the object itself: <c>must be …</c>.</summary>
    public void Fail(string mustBe) => _reader.Fail(Path.ToString(), $"'{Path}' {mustBe}.");

    private JsonElement? Of(string name, JsonValueKind kind, string what)
    {
        if (Any(name) is not { } value)
            return null;
        if (value.ValueKind == kind)
            return value;
        Fail(name, $"must be {what}");
        return null;
    }

    private JsonElement? Find(string name)
    {
        JsonElement? found = null;
        foreach (var field in _fields)
        {
            if (field.Property.NameEquals(name))
                found = field.Property.Value;
        }

        return found;
    }

    private static List<(JsonElement, JsonPath)> ItemsOf(JsonElement list, JsonPath path)
    {
        var items = new List<(JsonElement, JsonPath)>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
            items.Add((item, path.Item(items.Count)));
        return items;
    }

    private sealed class Field(JsonProperty property)
    {
        public JsonProperty Property { get; } = property;

        public bool IsTaken { get; set; }
    }
}
