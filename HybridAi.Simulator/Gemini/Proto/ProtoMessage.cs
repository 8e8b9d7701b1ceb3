using System.Collections.Frozen;

namespace HybridAi.Simulator.Gemini.Proto;

/// <summary>The fields that a message knows, by both of their names in JSON: <c>topP</c> and <c>top_p</c>.</summary>
internal sealed class ProtoMessage
{
    private readonly FrozenDictionary<string, ProtoField> _fields;

    public ProtoMessage(Dictionary<string, ProtoField> fields)
    {
        var byName = new Dictionary<string, ProtoField>(StringComparer.Ordinal);
        foreach (var (name, field) in fields)
        {
            byName[name] = field;
            byName[ProtoNames.Snake(name)] = field;
        }

        _fields = byName.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public ProtoField? Find(string name) => _fields.GetValueOrDefault(name);
}
