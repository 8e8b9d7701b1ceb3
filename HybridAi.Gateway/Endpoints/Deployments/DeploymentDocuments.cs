using HybridAi.Client.Deployments;
using HybridAi.Core.Routing;
using HybridAi.Node.Deployments;
using HybridAi.Node.Snapshots;

namespace HybridAi.Gateway.Endpoints.Deployments;

/// <summary>Deployments as the API shows them.</summary>
internal static class DeploymentDocuments
{
    /// <summary>All deployments of a snapshot: the registered ones by name, then those that follow from the providers and that none of them stands for.</summary>
    public static IEnumerable<DeploymentDocument> All(GatewaySnapshot snapshot, LiveView live)
    {
        foreach (var registered in snapshot.Deployments.All)
            yield return Of(registered, live);
        foreach (var deployment in snapshot.Models.Providers.SelectMany(provider => provider.Listed))
        {
            if (!snapshot.Deployments.Standing.TryGetValue(deployment.QualifiedModel, out var standing) || standing.Contains(deployment))
                yield return Implied(deployment) with { Live = live.Of(deployment) };
        }
    }

    public static DeploymentDocument Of(RegisteredDeployment registered, LiveView live) => Of(registered.Definition) with
    {
        Region = registered.Deployment?.Region ?? registered.Definition.Region,
        Problem = registered.Problem,
        Live = registered.Deployment is { } deployment ? live.Of(deployment) : null,
    };

    public static DeploymentDocument Of(DeploymentDefinition definition) => new()
    {
        Name = definition.Name,
        Registered = true,
        Revision = definition.Revision,
        UpdatedAt = definition.UpdatedAt,
        Provider = definition.Provider,
        Model = definition.Model,
        Key = definition.Key,
        Region = definition.Region,
        OwnRegion = definition.Region,
        Weight = definition.Weight ?? 1,
        Quality = definition.Quality,
        Tags = definition.Tags ?? [],
        Limits = definition.Limits is { } limits
            ? new DeploymentLimitsDocument { RequestsPerMinute = limits.RequestsPerMinute, TokensPerMinute = limits.TokensPerMinute, Concurrent = limits.Concurrent } : null,
        State = DeploymentFields.NameOf(definition.State),
    };

    private static DeploymentDocument Implied(Deployment deployment) => new()
    {
        Name = deployment.Id,
        Provider = deployment.Provider,
        Model = deployment.Model,
        Region = deployment.Region,
        Weight = deployment.Weight,
        State = DeploymentStates.Active,
    };
}
