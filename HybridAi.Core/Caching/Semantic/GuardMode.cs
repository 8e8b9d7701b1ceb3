namespace HybridAi.Core.Caching.Semantic;

/// <summary>What, beside its similarity, decides whether a prompt may have another one's answer (<c>Cache:Semantic:Guard</c>).</summary>
public enum GuardMode
{
    /// <summary>Nothing. Only for embedders that tell look-alikes apart by themselves; none is known that does.</summary>
    Off,

    /// <summary>Numbers, negations, names, quoted words and words of time, extent, direction, unit and language are the same in both.</summary>
    Facts,

    /// <summary>And every word that says what the prompt is about is in both, in the same order. The default.</summary>
    Words,
}
