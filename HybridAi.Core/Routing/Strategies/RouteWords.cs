namespace HybridAi.Core.Routing.Strategies;

/// <summary>Why a strategy put a deployment first.</summary>
/// <param name="Why">A few words, visible ASCII.</param>
/// <param name="Note">The whole story, for people.</param>
public readonly record struct RouteWords(string Why, string Note);
