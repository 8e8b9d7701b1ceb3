namespace HybridAi.Core.Caching.Semantic;

/// <summary>Where an entry is.</summary>
/// <param name="Slab">Its slab.</param>
/// <param name="Slot">Which of the slab's slots.</param>
internal readonly record struct SemanticPlace(SemanticSlab Slab, int Slot);
