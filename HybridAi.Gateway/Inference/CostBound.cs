using System.Globalization;
using HybridAi.Core.Costs;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Errors;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Inference;

/// <summary>
/// The caller's own bound on what a request may cost (<c>max-cost</c>): the estimated input and the most output that it can bring, which is the
/// request's own bound or else the model's limit, once for each of its choices.
/// </summary>
internal static class CostBound
{
    private const string Option = "max-cost";

    /// <summary>Takes out deployments that could cost more than the caller allows, or for which nobody knows.</summary>
    public static GatewayError? Check(Exchange exchange)
    {
        if (exchange.Options.MaxCost is not { } most)
            return null;
        var (unbounded, least) = (false, (decimal?)null);
        var affordable = new List<Deployment>(exchange.Candidates.Length);
        foreach (var deployment in exchange.Candidates)
        {
            if (exchange.Api != InferenceApi.Speech && MostOutput(exchange, deployment) is null)
            {
                unbounded = true;
                continue;
            }

            if (MostCost(exchange, deployment) is not { } cost)
                continue;
            if (cost.Usd <= most)
                affordable.Add(deployment);
            least = least < cost.Usd ? least : cost.Usd;
        }

        if (affordable.Count == 0)
            return new GatewayError(GatewayErrorCode.CostLimit, Explain(most, least, unbounded), RequestOptionNames.ParamOf(exchange.Body.Scan, Option));
        if (affordable.Count < exchange.Candidates.Length)
            exchange.Candidates = [.. affordable];
        return null;
    }

    /// <summary>Whether a deployment keeps within what the caller allows.</summary>
    public static bool Allows(Exchange exchange, Deployment deployment) => exchange.Options.MaxCost is not { } most
        || ((exchange.Api == InferenceApi.Speech || MostOutput(exchange, deployment) is not null) && MostCost(exchange, deployment)?.Usd <= most);

    /// <summary>Whether two deployments together, both of which are asked, keep within it.</summary>
    public static bool AllowsBoth(Exchange exchange, Deployment one, Deployment other) => exchange.Options.MaxCost is not { } most
        || MostCost(exchange, one)?.Usd + MostCost(exchange, other)?.Usd <= most;

    private static string Explain(decimal most, decimal? least, bool unbounded) => string.Create(CultureInfo.InvariantCulture, $"{(
        least is { } cost ? $"The request could cost {cost} USD, and 'max-cost' allows {most}: allow more, bound the output (such as by 'max_completion_tokens'), or name a cheaper model."
        : unbounded ? "Nobody knows how much output the model may give, so 'max-cost' cannot be kept: leave it out, or bound the output, such as by 'max_completion_tokens'."
        : "Nobody knows what the model costs, so 'max-cost' cannot be kept: leave it out, name another model, or let an operator set its prices.")}");

    // Of speech only what a price by characters says is known beforehand.
    private static Cost? MostCost(Exchange exchange, Deployment deployment) => exchange.Api == InferenceApi.Speech
        ? exchange.Characters is { } characters ? deployment.Prices.CostOfCharacters(characters, exchange.At) : null
        : deployment.Prices.CostOf(
            new TokenUsage { Input = Math.Max(1, exchange.Body.Scan.EstimatedInputTokens), Output = MostOutput(exchange, deployment) ?? 0 }, exchange.At);

    // Null: neither the request nor the catalog has a bound.
    private static long? MostOutput(Exchange exchange, Deployment deployment)
    {
        if (exchange.Api.IsMedia())
            return null;
        if (!exchange.Api.IsChat())
            return 0;
        return (OutputBound.Of(exchange.Body.Scan) ?? deployment.CatalogModel?.MaxOutputTokens) is { } each ? (long)each * OutputBound.ChoicesOf(exchange.Body.Scan) : null;
    }
}
