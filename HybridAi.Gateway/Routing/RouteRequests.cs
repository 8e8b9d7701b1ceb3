using HybridAi.Core.Routing;
using HybridAi.Gateway.Inference;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Routing;

/// <summary>What the choice of a deployment can depend on, read from a request.</summary>
internal static class RouteRequests
{
    /// <summary>Reads the facts of a request.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="withPrefix">Whether the way its prompt begins counts.</param>
    public static RouteRequest Of(Exchange exchange, bool withPrefix)
    {
        var (api, scan) = (exchange.Api, exchange.Body.Scan);
        if (withPrefix && api.IsChat())
            exchange.Prefix = PromptPrefix.Of(exchange);
        return new RouteRequest
        {
            Model = exchange.RequestedModel,
            At = exchange.At,
            InputTokens = scan.EstimatedInputTokens,
            MostOutputTokens = OutputBound.Of(scan),
            HasOutput = api.IsChat() && api != InferenceApi.CountTokens,
            Streamed = exchange.Streamed,
            Needs = api.IsChat() ? NeedsScan.Find(scan) : RequestNeeds.None,
            Region = exchange.Options.Region ?? exchange.Snapshot.Routing.Region,
            Task = exchange.Task,
            Tags = exchange.Options.Tags,
            Prefix = exchange.Prefix,
        };
    }
}
