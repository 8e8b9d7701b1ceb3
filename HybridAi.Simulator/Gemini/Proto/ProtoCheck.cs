using System.Buffers.Text;
using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Errors;

namespace HybridAi.Simulator.Gemini.Proto;

/// <summary>Checks JSON against a message: names it does not know and values that do not fit, all of them at once.</summary>
internal sealed class ProtoCheck
{
    private const int MostViolations = 50;
    private readonly List<FieldViolation> _violations = [];

    private ProtoCheck()
    {
    }

    public static ApiError? Check(JsonElement body, ProtoMessage message)
    {
        var check = new ProtoCheck();
        if (body.ValueKind == JsonValueKind.Object)
            check.CheckMessage(body, message, "");
        else
            check.Add("", "Invalid JSON payload received. Root element must be a message.");
        if (check._violations.Count == 0)
            return null;
        return ApiError.Invalid(string.Join('\n', check._violations.Select(violation => violation.Description)), check._violations[0].Field)
            with { Violations = check._violations };
    }

    private void CheckMessage(JsonElement value, ProtoMessage message, string path)
    {
        foreach (var member in value.EnumerateObject())
        {
            if (message.Find(member.Name) is { } field)
                CheckField(member.Value, field, path.Length == 0 ? ProtoNames.Snake(member.Name) : $"{path}.{ProtoNames.Snake(member.Name)}", member.Name, path);
            else
                Add(path, $"Invalid JSON payload received. Unknown name \"{TextComposer.Cut(member.Name, 200)}\"{At(path)}: Cannot find field.");
            if (_violations.Count >= MostViolations)
                return;
        }
    }

    private void CheckField(JsonElement value, ProtoField field, string path, string name, string parent)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return;
        if (field.Map)
        {
            CheckMap(value, field, path);
            return;
        }

        if (value.ValueKind != JsonValueKind.Array || field.Kind == ProtoKind.Value)
        {
            CheckValue(value, field, path);
            return;
        }

        if (!field.Repeated)
        {
            Add(parent, $"Invalid JSON payload received. Unknown name \"{name}\"{At(parent)}: Proto field is not repeating, cannot start list.");
            return;
        }

        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            CheckValue(item, field, $"{path}[{index++}]");
            if (_violations.Count >= MostViolations)
                return;
        }
    }

    private void CheckMap(JsonElement value, ProtoField field, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            Wrong(path, "MAP", value);
            return;
        }

        var index = 0;
        foreach (var entry in value.EnumerateObject())
            CheckValue(entry.Value, field, $"{path}[{index++}].value");
    }

    private void CheckValue(JsonElement value, ProtoField field, string path)
    {
        switch (field.Kind)
        {
            case ProtoKind.Text when value.ValueKind != JsonValueKind.String:
                Wrong(path, "TYPE_STRING", value);
                break;
            case ProtoKind.Flag when value.ValueKind is not (JsonValueKind.True or JsonValueKind.False):
                Wrong(path, "TYPE_BOOL", value);
                break;
            case ProtoKind.Integer when ProtoReader.ToInteger(value) is null:
                Wrong(path, "TYPE_INT64", value);
                break;
            case ProtoKind.Number when ProtoReader.ToNumber(value) is null:
                Wrong(path, "TYPE_DOUBLE", value);
                break;
            case ProtoKind.Bytes:
                CheckBytes(value, path);
                break;
            case ProtoKind.Choice:
                CheckChoice(value, field, path);
                break;
            case ProtoKind.Struct when value.ValueKind != JsonValueKind.Object:
                Wrong(path, "type.googleapis.com/google.protobuf.Struct", value);
                break;
            case ProtoKind.Message when value.ValueKind != JsonValueKind.Object:
                Wrong(path, $"type.googleapis.com/{field.TypeName}", value);
                break;
            case ProtoKind.Message:
                CheckMessage(value, field.Message!(), path);
                break;
            default:
                break;
        }
    }

    private void CheckBytes(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.String)
            Wrong(path, "TYPE_BYTES", value);
        else if (!IsBase64(value.GetString()!))
            Add(path, $"Invalid value at '{path}' (TYPE_BYTES), Base64 decoding failed for {Shown(value)}");
    }

    private void CheckChoice(JsonElement value, ProtoField field, string path)
    {
        var word = value.ValueKind == JsonValueKind.String ? value.GetString()! : null;
        var known = word is not null && field.Choices.Contains(word, field.AnyCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        if (!known)
            Wrong(path, $"type.googleapis.com/{field.TypeName}", value);
    }

    // The address-safe alphabet is taken as well.
    private static bool IsBase64(string text) => Base64.IsValid(text) || Base64Url.IsValid(text);

    private void Wrong(string path, string type, JsonElement value) => Add(path, $"Invalid value at '{path}' ({type}), {Shown(value)}");

    private void Add(string field, string description) => _violations.Add(new FieldViolation(field, description));

    private static string At(string path) => path.Length == 0 ? "" : $" at '{path}'";

    private static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "Starting an object on a scalar field",
        JsonValueKind.Array => "Starting a list on a scalar field",
        _ => TextComposer.Cut(value.GetRawText(), 200),
    };
}
