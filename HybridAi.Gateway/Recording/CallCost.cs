using HybridAi.Core.Costs;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Inference;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Recording;

/// <summary>What an attempt cost.</summary>
internal static class CallCost
{
    /// <summary>What the provider says, else what a price by the piece comes to, else the tokens; null: nobody knows.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="deployment">Where the attempt was made.</param>
    /// <param name="usage">Its tokens.</param>
    /// <param name="worked">Whether the provider may have worked and charge for it.</param>
    /// <param name="facts">What the provider said.</param>
    public static Cost? Of(Exchange exchange, Deployment deployment, in TokenUsage usage, bool worked, in AnswerFacts facts)
    {
        if (facts.CostUsd is { } usd)
            return Cost.FromUsd(usd);
        if (facts.SearchUnits is { } units)
            return deployment.Prices.CostOfSearches(units, exchange.At);
        if (exchange.Api.IsMedia() && worked)
            return ByPiece(exchange, deployment, facts) ?? (usage == default ? null : deployment.Prices.CostOf(usage, exchange.At));
        return usage == default ? Cost.Zero : deployment.Prices.CostOf(usage, exchange.At);
    }

    /// <summary>The cost of images or sound whose price is by the image, the minute or the character; null if it is not, or they were not counted.</summary>
    public static Cost? ByPiece(Exchange exchange, Deployment deployment, in AnswerFacts facts) => exchange.Api switch
    {
        InferenceApi.ImageGenerations when facts.Images is { } images => deployment.Prices.CostOfImages(images, exchange.At),
        InferenceApi.Transcriptions when facts.AudioSeconds is { } seconds => deployment.Prices.CostOfAudio(seconds, exchange.At),
        InferenceApi.Speech when exchange.Characters is { } characters => deployment.Prices.CostOfCharacters(characters, exchange.At),
        _ => null,
    };
}
