using HybridAi.Core.Costs;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Inference;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Budgets;

/// <summary>
/// The most that a request is expected to cost at a deployment: its input as estimated and its output up to the smaller of its own bound and the model's limit.
/// Where neither is known, and for sound and images that are billed by what nobody knows beforehand, something is assumed, never nothing.
/// </summary>
internal static class CostEstimate
{
    /// <summary>The output tokens that are assumed where nothing bounds them.</summary>
    public const int AssumedOutput = 4096;

    // Low quality for speech, so that the duration is rather overestimated: 32 kbit/s.
    private const decimal BytesPerSecond = 4_000m;
    private const long AssumedBytes = 1024 * 1024;

    /// <summary>The output tokens that are expected at the most.</summary>
    public static long OutputOf(Exchange exchange, Deployment deployment)
    {
        if (!exchange.Api.IsChat() && !exchange.Api.IsMedia())
            return 0;
        var limit = deployment.CatalogModel?.MaxOutputTokens;
        var each = OutputBound.Of(exchange.Body.Scan) is { } bound ? Math.Min(bound, limit ?? bound) : limit ?? AssumedOutput;
        return (long)each * OutputBound.ChoicesOf(exchange.Body.Scan);
    }

    /// <summary>The cost with so much output; null if the price is not known.</summary>
    public static Cost? Of(Exchange exchange, Deployment deployment, long outputTokens)
    {
        var (prices, at) = (deployment.Prices, exchange.At);
        if (ByPiece(exchange, prices) is { } piece)
            return piece;
        var usage = new TokenUsage { Input = Math.Max(1, exchange.Body.Scan.EstimatedInputTokens), Output = outputTokens };
        return prices.CostOf(usage, at);
    }

    /// <summary>The same with as much output as is expected.</summary>
    public static Cost? Of(Exchange exchange, Deployment deployment) => Of(exchange, deployment, OutputOf(exchange, deployment));

    private static Cost? ByPiece(Exchange exchange, PriceSchedule prices) => exchange.Api switch
    {
        InferenceApi.Rerank => prices.CostOfSearches(1, exchange.At),
        InferenceApi.Speech => prices.CostOfCharacters(exchange.Characters ?? AssumedOutput, exchange.At),
        InferenceApi.ImageGenerations => prices.CostOfImages(OutputBound.ChoicesOf(exchange.Body.Scan), exchange.At),
        InferenceApi.Transcriptions => prices.CostOfAudio((exchange.Http.Request.ContentLength ?? AssumedBytes) / BytesPerSecond, exchange.At),
        _ => null,
    };
}
