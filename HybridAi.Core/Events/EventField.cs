using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace HybridAi.Core.Events;

/// <summary>A value that an event's data must have in a top-level field.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="Value">Its value: a text as it is, a number or truth value as its JSON.</param>
public sealed record EventField(string Name, string Value)
{
    private const int Most = 8;

    /// <summary>Reads <c>name:value</c>, or several with commas between. A value may have colons, not commas.</summary>
    /// <param name="text">The text.</param>
    /// <param name="fields">What it says.</param>
    /// <returns>Whether it is 1 to 8 of them.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out IReadOnlyList<EventField>? fields)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var read = new List<EventField>(parts.Length);
        foreach (var part in parts)
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && colon < part.Length - 1)
                read.Add(new EventField(part[..colon].TrimEnd(), part[(colon + 1)..].TrimStart()));
        }

        fields = read.Count == parts.Length && read.Count <= Most ? read : null;
        return fields is not null;
    }

    /// <summary>Whether data have the value.</summary>
    /// <param name="data">The data.</param>
    public bool IsIn(JsonElement data) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty(Name, out var field) && field.ValueKind switch
        {
            JsonValueKind.String => field.ValueEquals(Value),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => field.GetRawText() == Value,
            _ => false,
        };
}
