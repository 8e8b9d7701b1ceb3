using HybridAi.Core.RateLimiting;
using HybridAi.Gateway.Inference;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.RateLimiting;

/// <summary>
/// The tokens that a request takes from limits before it is known what it uses: the estimated input, and the most output that it allows. Where it
/// allows any, a usual length is taken, and no large part of the limit; the truth is corrected at its end either way.
/// </summary>
internal static class TokenReservation
{
    private const int UsualOutput = 1024;
    private const int PartOfLimit = 16;

    /// <summary>The tokens of the input alone.</summary>
    public static long InputOf(Exchange exchange) => exchange.Api == InferenceApi.CountTokens || exchange.Api.IsMedia() ? 0 : Math.Max(1, exchange.Body.Scan.EstimatedInputTokens);

    /// <summary>All that are reserved of a limit.</summary>
    public static long Of(Exchange exchange, Limit limit)
    {
        var input = InputOf(exchange);
        if (!exchange.Api.IsChat())
            return input;
        var most = OutputBound.Of(exchange.Body.Scan) ?? Math.Min(UsualOutput, (long)(limit.Capacity / PartOfLimit));
        if (exchange.Candidates is [{ CatalogModel.MaxOutputTokens: { } known }, ..])
            most = Math.Min(most, known);
        return input + (most * OutputBound.ChoicesOf(exchange.Body.Scan));
    }
}
