using HybridAi.Core.Caching.Semantic;

namespace HybridAi.Gateway.Caching.Semantic;

/// <summary>What a request is compared by, and what was found.</summary>
internal sealed class SemanticUse
{
    /// <summary>The hash of what has to be exactly equal.</summary>
    public required UInt128 Scope { get; init; }

    public required float[] Vector { get; init; }

    public required PromptFacts Facts { get; init; }

    /// <summary>The most similar entry that the guard lets pass, if it is similar enough to be looked at.</summary>
    public SemanticCandidate? Candidate { get; set; }

    /// <summary>Whether the candidate is to be compared with the real answer.</summary>
    public bool IsCompared { get; set; }
}
