using System.Collections.Frozen;
using HybridAi.Core.Configuration;
using HybridAi.Core.Routing;
using HybridAi.Core.Secrets;
using HybridAi.Node.Providers;
using HybridAi.Providers.Http;

namespace HybridAi.Node.Deployments;

/// <summary>The registered deployments of a snapshot, and what of each provider's models they leave standing.</summary>
public sealed class RegisteredDeployments
{
    private RegisteredDeployments(
        IReadOnlyList<RegisteredDeployment> all, IReadOnlyDictionary<string, ProviderEndpoint> endpoints, IReadOnlyDictionary<string, Deployment[]> standing) =>
        (All, Endpoints, Standing) = (all, endpoints.ToFrozenDictionary(StringComparer.Ordinal), standing.ToFrozenDictionary(StringComparer.Ordinal));

    /// <summary>All of them, by name.</summary>
    public IReadOnlyList<RegisteredDeployment> All { get; }

    /// <summary>How those with a key of their own are called, by name.</summary>
    public FrozenDictionary<string, ProviderEndpoint> Endpoints { get; }

    /// <summary>What takes requests for a provider's model, by <c>provider/model</c>, for each that deployments are registered of.</summary>
    public FrozenDictionary<string, Deployment[]> Standing { get; }

    /// <summary>Puts what was registered together with what is configured.</summary>
    /// <param name="stored">What administrators set.</param>
    /// <param name="configured">The providers that can be used.</param>
    /// <param name="setup">Makes endpoints.</param>
    public static RegisteredDeployments Build(StoredConfiguration stored, IReadOnlyList<ConfiguredProvider> configured, ProviderSetup setup)
    {
        var endpoints = new Dictionary<string, ProviderEndpoint>(StringComparer.Ordinal);
        var all = new List<RegisteredDeployment>();
        foreach (var definition in stored.Deployments)
        {
            var problem = Find(definition, configured, out var model);
            if (problem is null && definition.Key is { } key)
                problem = Call(definition, key, stored, setup, endpoints);
            all.Add(new RegisteredDeployment(definition, problem is null ? Deploy(definition, model!) : null, problem));
        }

        return new RegisteredDeployments(all, endpoints, StandingOf(all, configured));
    }

    /// <summary>Says why a definition names no model of a provider, or null.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="configured">The providers that can be used.</param>
    /// <param name="model">Gets the provider's model.</param>
    private static string? Find(DeploymentDefinition definition, IReadOnlyList<ConfiguredProvider> configured, out Deployment? model)
    {
        model = null;
        if (configured.FirstOrDefault(provider => provider.Endpoint.Name == definition.Provider) is not { } provider)
            return $"There is no provider '{definition.Provider}', or it has no key, or is switched off.";
        model = provider.Models.Find(definition.Model);
        return model is null ? $"The provider '{definition.Provider}' has no model '{definition.Model}'." : null;
    }

    private static string? Call(
        DeploymentDefinition definition, string key, StoredConfiguration stored, ProviderSetup setup, Dictionary<string, ProviderEndpoint> endpoints)
    {
        if (stored.ProviderKeys.GetValueOrDefault(ExtraKeys.StoredName(definition.Provider, key)) is not { } secret)
            return $"The provider '{definition.Provider}' has no key '{key}'.";
        if (setup.EndpointWith(definition.Provider, secret, stored.Providers) is not { } endpoint)
            return $"The provider '{definition.Provider}' has no address.";
        endpoints[definition.Name] = endpoint;
        return null;
    }

    private static Deployment Deploy(DeploymentDefinition definition, Deployment model) => new()
    {
        Id = definition.Name,
        Provider = model.Provider,
        Model = model.Model,
        Kind = model.Kind,
        Region = definition.Region ?? model.Region,
        CatalogModel = model.CatalogModel,
        Prices = model.Prices,
        Weight = definition.Weight ?? 1,
        Tags = definition.Tags ?? [],
        Quality = definition.Quality,
        Limits = definition.Limits ?? DeploymentLimits.None,
        HasOwnKey = definition.Key is not null,
    };

    // One with the provider's own key is the provider's model itself, under a name: it takes its place, also when it takes no requests.
    private static Dictionary<string, Deployment[]> StandingOf(List<RegisteredDeployment> all, IReadOnlyList<ConfiguredProvider> configured)
    {
        var standing = new Dictionary<string, Deployment[]>(StringComparer.Ordinal);
        foreach (var group in all.Where(one => one.Deployment is not null).GroupBy(one => one.Deployment!.QualifiedModel))
        {
            var active = group.Where(one => one.Definition.State == DeploymentStanding.Active).Select(one => one.Deployment!);
            var first = group.First().Deployment!;
            var implied = configured.First(provider => provider.Endpoint.Name == first.Provider).Models.Find(first.Model)!;
            standing[group.Key] = group.Any(one => !one.Deployment!.HasOwnKey) ? [.. active] : [implied, .. active];
        }

        return standing;
    }
}
