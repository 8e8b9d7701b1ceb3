using HybridAi.Core.Chat;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Rules;
using HybridAi.Core.Routing.Strategies;
using HybridAi.Gateway.Dialects;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Inference;
using HybridAi.Gateway.Routing;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Execution;

/// <summary>Orders the deployments that can take a request, and says why.</summary>
internal sealed class Planner(Router router, Translator translator)
{
    /// <summary>Plans a request: the candidates in the order of its strategy, beginning with one that can take it.</summary>
    /// <returns>Why there is nothing to try, or null.</returns>
    public GatewayError? Plan(Exchange exchange)
    {
        var ordered = exchange.Plan = Order(exchange);
        if (!exchange.Api.IsTranslatable())
            return null;
        exchange.MustTranslate |= exchange.Api.IsChat() && Seals.Occur(exchange.Body.Scan.Body.Span);
        if (!exchange.MustTranslate && Array.TrueForAll(ordered, exchange.PassesThrough))
            return null;
        if (translator.Read(exchange) is not { } unreadable)
            return PlanTranslated(exchange, ordered);
        // What only its own provider understands goes to those that have the caller's API themselves.
        exchange.Plan = Array.FindAll(ordered, exchange.PassesThrough);
        return exchange.Plan.Length > 0 ? null : unreadable;
    }

    /// <summary>Takes from a finished request what helps with the next one.</summary>
    public void Learn(Exchange exchange, AttemptResult result)
    {
        if (exchange.Prefix is { } prefix && result.Failure is null)
            router.Remember(prefix, result.Deployment);
    }

    private Deployment[] Order(Exchange exchange)
    {
        var candidates = exchange.Candidates;
        if (candidates.Length == 1 && exchange.Pick is null)
        {
            exchange.Route = WithRules(exchange, exchange.Strategy == StrategyNames.Ordered ? "ordered; only deployment" : $"{exchange.Strategy}; only deployment");
            return candidates;
        }

        exchange.Facts = RouteRequests.Of(exchange, router.WantsPrefix(exchange.Strategy));
        var plan = router.Plan(exchange.Facts, candidates, exchange.Strategy, exchange.Rules, exchange.Pick);
        exchange.Route = WithRules(exchange, plan.Reason);
        if (plan.Note is { } note)
            exchange.Decide("route", note);
        if (exchange.Pick is { } pick)
            exchange.Decide("route", AutoPicks.Explain(pick, plan.Deployments));
        return plan.Deployments;
    }

    private static string WithRules(Exchange exchange, string reason) => exchange.Rules.Any ? $"{reason}; {RuleWords.LabelOf(exchange.Rules)}" : reason;

    private GatewayError? PlanTranslated(Exchange exchange, Deployment[] candidates)
    {
        var ordered = IssuersFirst(exchange, candidates);
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
    private static Deployment[] IssuersFirst(Exchange exchange, Deployment[] candidates)
    {
        HashSet<string>? issuers = null;
        if (exchange.Typed is null)
            return candidates;
        foreach (var part in exchange.Typed.Messages.SelectMany(message => message.Parts))
        {
            if (part.Seal is { } seal)
                (issuers ??= []).Add(seal.Issuer);
        }

        if (issuers is null || candidates.Length == 1 || !Array.Exists(candidates, Issued))
            return candidates;
        exchange.Route = WithRules(exchange, $"{exchange.Strategy}; provider of the reasoning so far first");
        return [.. candidates.OrderBy(deployment => Issued(deployment) ? 0 : 1)];

        bool Issued(Deployment deployment) => issuers.Contains(deployment.Provider)
            || (issuers.Contains(Seals.UnknownIssuer) && exchange.PassesThrough(deployment));
    }
}
