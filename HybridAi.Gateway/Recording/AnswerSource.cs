using HybridAi.Core.Routing;
using HybridAi.Gateway.Inference;

namespace HybridAi.Gateway.Recording;

/// <summary>Whose answer was given.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Model">The model by its provider's id.</param>
/// <param name="Deployment">The deployment, or null if it is not known any more.</param>
/// <param name="Simulated">Whether it is a simulated provider.</param>
/// <param name="Region">Where the deployment is served, or null if that is not known.</param>
internal readonly record struct AnswerSource(string Provider, string Model, string? Deployment, bool Simulated, string? Region)
{
    public static AnswerSource Of(Exchange exchange, Deployment deployment) =>
        new(deployment.Provider, deployment.Model, deployment.Id, exchange.Snapshot.EndpointOf(deployment).IsSimulated, deployment.Region);
}
