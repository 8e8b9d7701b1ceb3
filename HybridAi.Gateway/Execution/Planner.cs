using HybridAi.Core.Chat;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Dialects;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Inference;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Execution;

/// <summary>Orders the deployments that can take a request, and says why.</summary>
internal sealed class Planner(Translator translator)
{
    /// <summary>Plans a request: the candidates in their order, beginning with one that can take it.</summary>
    /// <returns>Why there is nothing to try, or null.</returns>
    public GatewayError? Plan(Exchange exchange)
    {
        var candidates = exchange.Candidates;
        exchange.Plan = candidates;
        exchange.Route = candidates.Length == 1 ? "ordered; only deployment" : "ordered; first configured";
        if (!exchange.Api.IsTranslatable())
            return null;
        exchange.MustTranslate |= exchange.Api.IsChat() && Seals.Occur(exchange.Body.Scan.Body.Span);
        if (!exchange.MustTranslate && Array.TrueForAll(candidates, exchange.PassesThrough))
            return null;
        if (translator.Read(exchange) is not { } unreadable)
            return PlanTranslated(exchange);
        // What only its own provider understands goes to those that have the caller's API themselves.
        exchange.Plan = Array.FindAll(candidates, exchange.PassesThrough);
        return exchange.Plan.Length > 0 ? null : unreadable;
    }

    private GatewayError? PlanTranslated(Exchange exchange)
    {
        var ordered = IssuersFirst(exchange);
        TranslationRefusal? first = null;
        for (var i = 0; i < ordered.Length; i++)
        {
            if (translator.CanTake(exchange, ordered[i], out var refusal))
            {
                exchange.Plan = ordered[i..];
                return null;
            }

            first ??= refusal;
        }

        return GatewayError.Invalid(first!.Message, first.Param);
    }

    // A provider's own opaque reasoning means something to that provider only: it goes on with what it began.
    private static Deployment[] IssuersFirst(Exchange exchange)
    {
        HashSet<string>? issuers = null;
        if (exchange.Typed is null)
            return exchange.Candidates;
        foreach (var part in exchange.Typed.Messages.SelectMany(message => message.Parts))
        {
            if (part.Seal is { } seal)
                (issuers ??= []).Add(seal.Issuer);
        }

        if (issuers is null || exchange.Candidates.Length == 1 || !Array.Exists(exchange.Candidates, Issued))
            return exchange.Candidates;
        exchange.Route = "ordered; provider of the reasoning so far first";
        return [.. exchange.Candidates.OrderBy(deployment => Issued(deployment) ? 0 : 1)];

        bool Issued(Deployment deployment) => issuers.Contains(deployment.Provider)
            || (issuers.Contains(Seals.UnknownIssuer) && exchange.PassesThrough(deployment));
    }
}
