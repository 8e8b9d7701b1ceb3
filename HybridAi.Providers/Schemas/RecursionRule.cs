namespace HybridAi.Providers.Schemas;

/// <summary>Where a schema may contain itself by <c>$ref</c>.</summary>
public enum RecursionRule
{
    /// <summary>Anywhere.</summary>
    Anywhere,

    /// <summary>Only within properties that are not required.</summary>
    InOptionalProperties,

    /// <summary>Nowhere.</summary>
    Never,
}
