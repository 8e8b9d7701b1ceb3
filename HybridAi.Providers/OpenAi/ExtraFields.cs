using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.OpenAi;

/// <summary>Writes fields without a typed member again where they stood.</summary>
internal static class ExtraFields
{
    /// <summary>Whether a field of this name stood in an object itself.</summary>
    public static bool Has(IReadOnlyList<ExtraField> extra, string name)
    {
        for (var i = 0; i < extra.Count; i++)
        {
            if (extra[i].Path == name)
                return true;
        }

        return false;
    }

    /// <summary>Writes those that stood in an object itself.</summary>
    /// <param name="json">Stands within the object.</param>
    /// <param name="extra">The fields of the element.</param>
    /// <param name="nested">Names of inner objects, each with a slash, whose fields are written there.</param>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<ExtraField> extra, params ReadOnlySpan<string> nested)
    {
        for (var i = 0; i < extra.Count; i++)
        {
            if (!IsNested(extra[i].Path, nested))
                Write(json, extra[i].Path, extra[i].Json);
        }
    }

    /// <summary>Writes those that stood in an inner object.</summary>
    /// <param name="json">Stands within the inner object.</param>
    /// <param name="extra">The fields of the element.</param>
    /// <param name="within">The inner object's name and a slash.</param>
    public static void WriteWithin(Utf8JsonWriter json, IReadOnlyList<ExtraField> extra, string within)
    {
        for (var i = 0; i < extra.Count; i++)
        {
            if (extra[i].Path.StartsWith(within, StringComparison.Ordinal))
                Write(json, extra[i].Path[within.Length..], extra[i].Json);
        }
    }

    private static bool IsNested(string path, ReadOnlySpan<string> nested)
    {
        foreach (var name in nested)
        {
            if (path.StartsWith(name, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static void Write(Utf8JsonWriter json, string name, Verbatim value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
    }
}
