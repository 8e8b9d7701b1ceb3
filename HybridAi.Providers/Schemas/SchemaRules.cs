namespace HybridAi.Providers.Schemas;

/// <summary>What a provider's structured output or tool parameters can express of JSON Schema.</summary>
public sealed record SchemaRules
{
    /// <summary>All of it.</summary>
    public static readonly SchemaRules Plain = new();

    /// <summary>OpenAI's strict mode.</summary>
    public static readonly SchemaRules OpenAiStrict = new();

    /// <summary>Anthropic's <c>output_config.format</c> and strict tools.</summary>
    public static readonly SchemaRules AnthropicStrict = new();

    /// <summary>Gemini's <c>responseJsonSchema</c> and <c>parametersJsonSchema</c>.</summary>
    public static readonly SchemaRules Gemini = new();

    /// <summary>Cohere's <c>response_format.json_schema</c> and strict tools.</summary>
    public static readonly SchemaRules Cohere = new();
}
