using System.Text.Json;

namespace HybridAi.Providers.Schemas;

/// <summary>One schema on its way into the provider's words.</summary>
internal sealed class SchemaNode(OrderedDictionary<string, SchemaMember> members, SchemaPath path)
{
    /// <summary>Its keywords.</summary>
    public OrderedDictionary<string, SchemaMember> Members { get; } = members;

    /// <summary>Where the caller wrote it.</summary>
    public SchemaPath Path { get; } = path;

    /// <summary>Branches of an <c>anyOf</c> that the compiler made of it; they speak of the same place.</summary>
    public IReadOnlyList<JsonElement>? Choices { get; private set; }

    /// <summary>Whether it differs from what the caller wrote.</summary>
    public bool HasChanged { get; private set; }

    public void Remove(string keyword) => HasChanged |= Members.Remove(keyword);

    public void Set(string keyword, SchemaMember member)
    {
        Members[keyword] = member;
        HasChanged = true;
    }

    public void Choose(IReadOnlyList<JsonElement> choices)
    {
        Choices = choices;
        HasChanged = true;
    }

    /// <summary>The types that it names; none if it names no type.</summary>
    public List<string> Types() => !Members.TryGetValue("type", out var type) ? []
        : type.Value.ValueKind == JsonValueKind.String ? [type.Value.GetString()!]
        : [.. type.Value.EnumerateArray().Select(name => name.GetString()!)];
}
