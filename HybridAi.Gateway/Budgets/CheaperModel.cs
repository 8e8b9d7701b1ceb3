using HybridAi.Core.Budgets;
using HybridAi.Core.Catalog;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Execution;
using HybridAi.Gateway.Inference;
using HybridAi.Gateway.Routing;

namespace HybridAi.Gateway.Budgets;

/// <summary>Plans a request anew for a cheaper model.</summary>
internal sealed class CheaperModel(Planner planner)
{
    // Beyond so many that cannot take it the next one will hardly do.
    private const int MostTries = 16;

    /// <summary>Plans it for the model that a budget names, or for the cheapest that can take it.</summary>
    /// <returns>True if the request now goes to a model that is no dearer than the one it would have gone to; false if there is none, and the plan is as it was.</returns>
    public bool TryPlan(Exchange exchange, Budget budget)
    {
        var now = CostOf(exchange, exchange.Plan[0]);
        if (budget.DowngradeTo is { } name)
        {
            if (exchange.Snapshot.Models.Find(name) is not { } found)
                return false;
            var able = Resolver.AbleOf(exchange, name, found);
            // What has been asked for may be cheaper still.
            return (now < long.MaxValue && Array.TrueForAll(able, deployment => CostOf(exchange, deployment) >= now) && able.Length > 0) || TryPlan(exchange, able);
        }

        var cheaper = exchange.Snapshot.Models.Providers.SelectMany(provider => provider.Listed)
            .Where(deployment => deployment.CatalogModel?.Status is null or ModelStatus.Active && Resolver.AbleOf(exchange, deployment.Id, [deployment]).Length > 0)
            .Select(deployment => (Deployment: deployment, Cost: CostOf(exchange, deployment)))
            .Where(choice => choice.Cost < now).OrderBy(choice => choice.Cost).ThenBy(choice => choice.Deployment.Id, StringComparer.Ordinal);
        var request = RouteRequests.Of(exchange, withPrefix: false);
        foreach (var (deployment, _) in cheaper.Where(choice => !Capability.Lacks(request, choice.Deployment)).Take(MostTries))
        {
            if (TryPlan(exchange, [deployment]))
                return true;
        }

        // What has been asked for is the cheapest already.
        return now < long.MaxValue;
    }

    private bool TryPlan(Exchange exchange, Deployment[] candidates)
    {
        if (candidates.Length == 0)
            return false;
        var (before, plan, route) = (exchange.Candidates, exchange.Plan, exchange.Route);
        exchange.Candidates = candidates;
        if (planner.Plan(exchange) is null)
            return true;
        (exchange.Candidates, exchange.Plan, exchange.Route) = (before, plan, route);
        return false;
    }

    private static long CostOf(Exchange exchange, Deployment deployment) => CostEstimate.Of(exchange, deployment)?.NanoDollars ?? long.MaxValue;
}
