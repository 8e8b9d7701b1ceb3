using HybridAi.Core.Resilience.Fallbacks;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Dialects;
using HybridAi.Gateway.Inference;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Resilience;

/// <summary>Finds what a request can go on with beyond what its model's name stands for.</summary>
internal sealed class FallbackTargets(Translator translator)
{
    /// <summary>The deployments of a rule that can take a request, in the rule's order.</summary>
    public List<Deployment> Of(Exchange exchange, FallbackChain chain)
    {
        var found = new List<Deployment>();
        foreach (var target in chain.Targets)
        {
            foreach (var deployment in Resolver.AbleOf(exchange, target.Name, target.Deployments))
            {
                if (!found.Contains(deployment) && CanTake(exchange, deployment))
                    found.Add(deployment);
            }
        }

        return found;
    }

    /// <summary>Whether a deployment can take the request, translated if it has to be; the request is read for that if it has not been.</summary>
    public bool CanTake(Exchange exchange, Deployment deployment) =>
        (!exchange.Api.IsTranslatable() || exchange.PassesThrough(deployment) || translator.Read(exchange) is null)
        && translator.CanTake(exchange, deployment, out _);
}
