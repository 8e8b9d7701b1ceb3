namespace HybridAi.Core.Caching.Semantic;

/// <summary>What the guard says of a candidate.</summary>
public enum GuardVerdict
{
    /// <summary>Nothing speaks against it.</summary>
    Passed,

    /// <summary>The numbers are others, or in another order.</summary>
    Numbers,

    /// <summary>One says no more often than the other.</summary>
    Negations,

    /// <summary>A name, a quoted word or an identifier of one is not in the other.</summary>
    Names,

    /// <summary>A word of time, extent, direction, unit or language is only in one of them.</summary>
    MarkedWords,

    /// <summary>The same words in another order.</summary>
    Order,

    /// <summary>A word that says what the prompt is about is only in one of them.</summary>
    Words,
}
