namespace HybridAi.Core.Routing.Strategies;

/// <summary>What a strategy makes of a provider that has the beginning of the prompt in its cache.</summary>
public enum PromptCacheUse
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is in the strategy's own score.</summary>
    Scores,

    /// <summary>That deployment goes first, unless it fails often, is much slower or has much more to do than the one that would.</summary>
    Follows,
}
