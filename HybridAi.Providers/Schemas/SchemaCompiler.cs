using HybridAi.Core.Chat;

namespace HybridAi.Providers.Schemas;

/// <summary>Makes of a caller's JSON Schema the one that a provider takes.</summary>
public static class SchemaCompiler
{
    /// <summary>Compiles a schema.</summary>
    /// <param name="schema">The schema as the caller wrote it.</param>
    /// <param name="rules">What the provider can express.</param>
    /// <param name="path">Where it stands in the caller's body, such as <c>response_format.json_schema.schema</c>.</param>
    /// <param name="report">Gets a refusal that names the path of what cannot be expressed.</param>
    /// <returns>The schema for the provider; the caller's own bytes where nothing has to change.</returns>
    public static Verbatim Compile(Verbatim schema, SchemaRules rules, string path, TranslationReport report) => schema;
}
