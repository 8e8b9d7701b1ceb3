using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Schemas;

/// <summary>Makes of a caller's JSON Schema the one that a provider takes.</summary>
/// <remarks>
/// A keyword is kept, or put into other words that lose nothing (a <c>const</c> as <c>enum</c>, a <c>oneOf</c> of disjoint branches as
/// <c>anyOf</c>, a reference as what it points at, <c>additionalProperties: false</c> where nothing says otherwise); one that only
/// describes is left out where the provider would refuse it; one that constrains and cannot be expressed is refused with its path.
/// </remarks>
public static class SchemaCompiler
{
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = BodyScan.MaxDepth };

    private static readonly JsonWriterOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true, MaxDepth = 4 * BodyScan.MaxDepth,
    };

    /// <summary>Compiles a schema.</summary>
    /// <param name="schema">The schema as the caller wrote it; empty: none, which stays so.</param>
    /// <param name="rules">What the provider can express.</param>
    /// <param name="path">Where it stands in the caller's body, such as <c>response_format.json_schema.schema</c>.</param>
    /// <param name="report">Gets a refusal that names the path of what cannot be expressed.</param>
    /// <returns>The schema for the provider; the caller's own bytes where nothing has to change, or it was refused.</returns>
    public static Verbatim Compile(Verbatim schema, SchemaRules rules, string path, TranslationReport report)
    {
        if (schema.IsEmpty || !report.IsPossible)
            return schema;
        try
        {
            using var document = JsonDocument.Parse(schema.Utf8, Reading);
            return Compile(schema, document.RootElement, rules, path, report);
        }
        catch (JsonException malformed)
        {
            report.Refuse(path, $"'{path}' is not valid JSON: {malformed.Message}");
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair or invalid UTF-8 within a text.
            report.Refuse(path, $"A text in '{path}' is not valid Unicode.");
        }

        return schema;
    }

    private static Verbatim Compile(Verbatim schema, JsonElement root, SchemaRules rules, string path, TranslationReport report)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            report.Refuse(path, $"'{path}' must be a JSON Schema: an object.");
            return schema;
        }

        var refs = new SchemaRefs(root, path);
        if (rules.Keywords is not null && !CheckRefs(refs, rules, path, report))
            return schema;
        var normalizer = new SchemaNormalizer(rules, refs, root, report);
        var buffer = new ArrayBufferWriter<byte>(schema.Utf8.Length + 256);
        using (var output = new Utf8JsonWriter(buffer, Writing))
            new SchemaWriter(rules, normalizer, report, output).Write(root, new SchemaPath(path), SchemaPlace.Root);
        return report.IsPossible && normalizer.HasChanged ? new Verbatim(buffer.WrittenMemory) : schema;
    }

    private static bool CheckRefs(SchemaRefs refs, SchemaRules rules, string path, TranslationReport report)
    {
        if (refs.FindRecursion(rules.Recursion) is { } circle)
        {
            report.Refuse(circle.ToString(), rules.Recursion == RecursionRule.InOptionalProperties
                ? $"{report.Target} takes recursive schemas only within properties that are not required; take the property out of 'required'."
                : rules.Recursion == RecursionRule.Never ? $"{report.Target} takes no recursive schemas; limit the nesting by writing it out."
                : $"'{circle}' leads back to itself without saying anything.");
        }
        else if (refs.IsTooComplex)
            report.Refuse(path, $"'{path}' has more references than can be followed; make it simpler.");
        return report.IsPossible;
    }
}
