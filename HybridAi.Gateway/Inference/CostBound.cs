using HybridAi.Core.Costs;
using HybridAi.Gateway.Errors;

namespace HybridAi.Gateway.Inference;

/// <summary>The caller's own bound on what a request may cost (<c>max-cost</c>).</summary>
internal static class CostBound
{
    /// <summary>Takes out deployments whose estimated input alone costs more than the caller allows, or whose price nobody knows.</summary>
    public static GatewayError? Check(Exchange exchange)
    {
        if (exchange.Options.MaxCost is not { } most)
            return null;
        var usage = new TokenUsage { Input = Math.Max(1, exchange.Body.Scan.EstimatedInputTokens), Output = OutputBound.Of(exchange.Body.Scan) ?? 0 };
        var affordable = Array.FindAll(exchange.Candidates, deployment => deployment.Prices.CostOf(usage, exchange.At) is { } cost && cost.Usd <= most);
        if (affordable.Length == 0)
            return new GatewayError(
                GatewayErrorCode.CostLimit,
                $"The request would cost more than 'max-cost' allows ({most} USD), or its price is not known; allow more, ask for less output, or name a cheaper model.", "max-cost");
        exchange.Candidates = affordable;
        return null;
    }
}
