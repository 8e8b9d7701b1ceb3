using System.Collections.Frozen;
using HybridAi.Core.Resilience.Fallbacks;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Inference;

namespace HybridAi.Gateway.Resilience;

/// <summary>The rules whose condition is met now, by deployment, and what they change of requests. Replaced whole by <see cref="ConditionWatch"/>.</summary>
internal sealed class ActiveConditions(FallbackTargets targets) : IDeploymentHealth
{
    private volatile FrozenDictionary<string, FallbackChain[]>? _met;

    /// <summary>Sets the rules that act; null: none.</summary>
    public void Set(FrozenDictionary<string, FallbackChain[]>? met) => _met = met;

    public bool IsAvailable(Deployment deployment) => Find(deployment, FallbackAction.Disable) is null;

    public string? Describe(Deployment deployment) => IsAvailable(deployment) ? null : "disabled by a rule";

    /// <summary>How long a rule that disables it does so at the least; zero if none does.</summary>
    public TimeSpan DisabledFor(Deployment deployment) => Find(deployment, FallbackAction.Disable)?.Rule.When?.Cooldown ?? TimeSpan.Zero;

    /// <summary>Puts what a request's plan has into the order that the rules want: the targets of switches first, what is to be tried last last.</summary>
    public void Arrange(Exchange exchange)
    {
        if (_met is null || !Array.Exists(exchange.Plan, IsHeldBack))
            return;
        var (first, rest, last) = (new List<Deployment>(), new List<Deployment>(), new List<Deployment>());
        foreach (var deployment in exchange.Plan)
        {
            (IsHeldBack(deployment) ? last : rest).Add(deployment);
            if (Find(deployment, FallbackAction.Switch) is { } switching)
            {
                first.AddRange(targets.Of(exchange, switching).Where(target => !IsHeldBack(target)));
                exchange.Decide("fallback", $"The rule '{switching.Rule.Name}' switches away from {deployment.Id}.");
            }
            else if (Find(deployment, FallbackAction.Deprioritize) is { } holding)
                exchange.Decide("fallback", $"The rule '{holding.Rule.Name}' has {deployment.Id} tried last.");
        }

        Deployment[] plan = [.. first.Concat(rest).Concat(last).DistinctBy(deployment => deployment.Id).Where(deployment => targets.CanTake(exchange, deployment))];
        if (plan.Length > 0)
            exchange.Plan = plan;
    }

    private bool IsHeldBack(Deployment deployment) => Find(deployment, FallbackAction.Switch) is not null || Find(deployment, FallbackAction.Deprioritize) is not null;

    private FallbackChain? Find(Deployment deployment, FallbackAction action)
    {
        if (_met is not { } met || !met.TryGetValue(deployment.Id, out var rules))
            return null;
        return Array.Find(rules, rule => rule.Rule.Action == action);
    }
}
