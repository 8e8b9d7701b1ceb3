using System.Text.Json;

namespace HybridAi.Web.Pages.Audit;

/// <summary>A field of a document that a change set, took away or changed.</summary>
/// <param name="Field">The field.</param>
/// <param name="Before">Its value before; null: there was none.</param>
/// <param name="After">Its value after; null: there is none.</param>
internal sealed record AuditChange(string Field, string? Before, string? After)
{
    // They change with every change, and say nothing of it.
    private static readonly string[] Unsaid = ["revision", "updatedAt"];

    /// <summary>What differs between two documents, field by field.</summary>
    public static IReadOnlyList<AuditChange> Of(JsonElement? before, JsonElement? after)
    {
        var (old, now) = (Fields(before), Fields(after));
        return
        [
            .. old.Keys.Union(now.Keys).Where(field => !Unsaid.Contains(field))
                .Select(field => new AuditChange(field, old.GetValueOrDefault(field), now.GetValueOrDefault(field))).Where(change => change.Before != change.After),
        ];
    }

    private static Dictionary<string, string?> Fields(JsonElement? document) => document is { ValueKind: JsonValueKind.Object } fields
        ? fields.EnumerateObject().ToDictionary(field => field.Name, field => Value(field.Value))
        : [];

    private static string? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };
}
