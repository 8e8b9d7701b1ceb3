namespace HybridAi.Core.Routing.PromptCache;

/// <summary>The beginning of a prompt, up to one of its boundaries.</summary>
/// <param name="Hash">A hash of all that comes before the boundary.</param>
/// <param name="Tokens">About how many tokens that is.</param>
public readonly record struct PrefixMark(ulong Hash, int Tokens);
