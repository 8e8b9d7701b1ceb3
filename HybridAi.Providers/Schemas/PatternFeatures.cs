namespace HybridAi.Providers.Schemas;

/// <summary>What a regular expression may use beyond the plainest.</summary>
[Flags]
public enum PatternFeatures
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><c>^</c> and <c>$</c>.</summary>
    Anchors = 1,

    /// <summary><c>(?=</c>, <c>(?!</c>, <c>(?&lt;=</c>, <c>(?&lt;!</c>.</summary>
    Lookaround = 2,

    /// <summary><c>\1</c>, <c>\k&lt;name&gt;</c>.</summary>
    Backreferences = 4,

    /// <summary><c>\b</c>, <c>\B</c>.</summary>
    WordBoundaries = 8,
}
