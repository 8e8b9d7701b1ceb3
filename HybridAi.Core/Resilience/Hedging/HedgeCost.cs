using HybridAi.Core.Costs;
using HybridAi.Core.Routing;

namespace HybridAi.Core.Resilience.Hedging;

/// <summary>What a second attempt added to the cost of a request.</summary>
public static class HedgeCost
{
    /// <summary>What the attempt cost that did not become the answer, and by how much the answer is dearer than the same would have been where the first attempt was made.</summary>
    /// <param name="first">Where the first attempt was made.</param>
    /// <param name="winner">Where the answer comes from.</param>
    /// <param name="usage">The answer's tokens, or null if nobody counted them.</param>
    /// <param name="lost">What the other attempt cost, or null if nobody knows.</param>
    /// <param name="at">When the request was made, which decides about prices.</param>
    /// <returns>Nano-dollars, 0 or more; what is unknown counts as nothing.</returns>
    public static long Of(Deployment first, Deployment winner, TokenUsage? usage, Cost? lost, DateTimeOffset at)
    {
        var extra = lost?.NanoDollars ?? 0;
        if (usage is { } tokens && winner.Prices.CostOf(tokens, at) is { } cost && first.Prices.CostOf(tokens, at) is { } instead)
            extra += Math.Max(0, cost.NanoDollars - instead.NanoDollars);
        return extra;
    }

    /// <summary>What a second attempt adds at least: one of both will be given up, and its input is paid for. The dearer one's, since nobody knows which.</summary>
    /// <param name="first">Where the first attempt was made.</param>
    /// <param name="second">Where the second one would be.</param>
    /// <param name="inputTokens">The request's input as estimated, in tokens.</param>
    /// <param name="at">When the request was made, which decides about prices.</param>
    /// <returns>Nano-dollars, 0 or more; what is unknown counts as nothing.</returns>
    public static long LeastOf(Deployment first, Deployment second, long inputTokens, DateTimeOffset at)
    {
        var input = new TokenUsage { Input = inputTokens };
        return Math.Max(first.Prices.CostOf(input, at)?.NanoDollars ?? 0, second.Prices.CostOf(input, at)?.NanoDollars ?? 0);
    }
}
