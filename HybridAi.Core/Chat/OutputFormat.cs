namespace HybridAi.Core.Chat;

/// <summary>The JSON that an answer must be.</summary>
public sealed record OutputFormat
{
    /// <summary>The JSON Schema; empty for any JSON object.</summary>
    public Verbatim Schema { get; init; }

    /// <summary>The schema's name, which OpenAI requires.</summary>
    public string? Name { get; init; }

    /// <summary>What the format is for, told to the model.</summary>
    public string? Description { get; init; }

    /// <summary>Whether the schema is enforced while tokens are drawn.</summary>
    public bool? Strict { get; init; }

    /// <summary>The name only, so that no log shows what was sent.</summary>
    public override string ToString() => Name ?? "JSON";
}
