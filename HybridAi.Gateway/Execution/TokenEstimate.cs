using System.Globalization;
using System.Text;
using HybridAi.Core.Costs;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Dialects;
using HybridAi.Gateway.Inference;
using HybridAi.Providers.Http;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Execution;

/// <summary>Answers a count of tokens for deployments whose provider does not count: by the estimate of the body's scan, marked as one.</summary>
internal static class TokenEstimate
{
    /// <summary>Whether the gateway has to estimate. Seals of the gateway's own making, and what other providers said, would make it refuse the body.</summary>
    public static bool IsNeeded(Exchange exchange, Deployment deployment, ProviderEndpoint provider) => exchange.Api == InferenceApi.CountTokens
        && (!provider.Offers(exchange.Api) || Seals.Occur(exchange.Body.Scan.Body.Span) || !provider.Takes(exchange.History, deployment));

    public static AttemptResult Answer(Exchange exchange, Deployment deployment)
    {
        exchange.Http.Response.Headers["x-hybridai-estimated"] = "true";
        var tokens = Math.Max(1, exchange.Body.Scan.EstimatedInputTokens);
        return new AttemptResult
        {
            Deployment = deployment,
            Facts = new AnswerFacts { Usage = default(TokenUsage) },
            LastBytes = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"input_tokens\":{tokens}}}")),
        };
    }
}
