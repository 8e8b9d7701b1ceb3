namespace HybridAi.Core.Caching.Semantic;

/// <summary>An entry that a search found.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Similarity">The cosine of the two vectors, at most 1.</param>
public readonly record struct SemanticCandidate(SemanticEntry Entry, float Similarity);
