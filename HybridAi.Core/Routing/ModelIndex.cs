using System.Collections.Frozen;
using HybridAi.Core.Routing.Auto;

namespace HybridAi.Core.Routing;

/// <summary>Finds what a model name stands for.</summary>
/// <remarks>
/// Exact, first match wins: an alias; an auto model; else, split at the first <c>/</c>, the model of the provider on the left if it has the rest; else
/// a bare id, at each provider that lists it, in provider order.
/// </remarks>
public sealed class ModelIndex
{
    private readonly FrozenDictionary<string, ProviderModels> _byProvider;
    private readonly IReadOnlyDictionary<string, Deployment[]> _registered;
    private readonly FrozenDictionary<string, NamedModel>.AlternateLookup<ReadOnlySpan<char>> _known;

    /// <summary>Builds the index.</summary>
    /// <param name="providers">The providers in their order of preference.</param>
    /// <param name="aliases">The configured aliases, each with its deployments in order.</param>
    /// <param name="registered">What stands for a provider's model, by <see cref="Deployment.QualifiedModel"/>, where that is not the model alone; may be none.</param>
    /// <param name="autos">The auto models, each with all deployments that it picks among; may be none.</param>
    public ModelIndex(
        IReadOnlyList<ProviderModels> providers, IReadOnlyDictionary<string, Deployment[]> aliases, IReadOnlyDictionary<string, Deployment[]>? registered = null,
        IEnumerable<AutoModel>? autos = null)
    {
        Providers = providers;
        _registered = registered ?? FrozenDictionary<string, Deployment[]>.Empty;
        Aliases = aliases.ToFrozenDictionary(StringComparer.Ordinal);
        _byProvider = providers.ToFrozenDictionary(provider => provider.Provider, StringComparer.Ordinal);
        var names = new Dictionary<string, Deployment[]>(aliases, StringComparer.Ordinal);
        foreach (var auto in autos ?? [])
            names.TryAdd(auto.Name, auto.Deployments);
        // Every provider/name goes before any bare id: some bare ids contain a slash and look like another provider's model.
        foreach (var provider in providers)
        {
            foreach (var name in provider.Names)
                names.TryAdd($"{provider.Provider}/{name}", StandingFor(provider.FindListed(name)!));
            foreach (var deployment in provider.Listed)
                names.TryAdd(deployment.QualifiedModel, StandingFor(deployment));
        }

        foreach (var id in providers.SelectMany(provider => provider.Names))
            names.TryAdd(id, [.. providers.Select(provider => provider.FindListed(id)).OfType<Deployment>().SelectMany(StandingFor)]);
        _known = names.ToFrozenDictionary(pair => pair.Key, pair => new NamedModel(pair.Key, pair.Value), StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The providers in their order of preference.</summary>
    public IReadOnlyList<ProviderModels> Providers { get; }

    /// <summary>The configured aliases.</summary>
    public FrozenDictionary<string, Deployment[]> Aliases { get; }

    /// <summary>Finds the deployments that a name stands for.</summary>
    /// <param name="name">The name as the caller gave it.</param>
    /// <returns>The deployments in order, none if all that are registered are draining or switched off; null if the name stands for nothing.</returns>
    public Deployment[]? Find(ReadOnlySpan<char> name)
    {
        if (_known.TryGetValue(name, out var known))
            return known.Deployments;
        var slash = name.IndexOf('/');
        return slash > 0
            && _byProvider.TryGetValue(name[..slash].ToString(), out var provider)
            && provider.Find(name[(slash + 1)..].ToString()) is { } found ? StandingFor(found) : null;
    }

    /// <summary>Finds a provider's model itself, whatever is registered in its place.</summary>
    /// <param name="provider">The provider's configured name.</param>
    /// <param name="model">The model's id or an alias of it, in exact case.</param>
    public Deployment? FindModel(string provider, string model) => _byProvider.GetValueOrDefault(provider)?.Find(model);

    /// <summary>A name as a text; without an allocation if it is known.</summary>
    /// <param name="name">The name as the caller gave it.</param>
    public string NameOf(ReadOnlySpan<char> name) => _known.TryGetValue(name, out var known) ? known.Name : name.ToString();

    /// <summary>Says why a name stands for nothing and what to do about it.</summary>
    /// <param name="name">The name as the caller gave it.</param>
    public string Explain(string name)
    {
        var slash = name.IndexOf('/');
        var provider = slash > 0 ? _byProvider.GetValueOrDefault(name[..slash]) : null;
        var id = name[(slash + 1)..];
        var retired = provider?.Retired.GetValueOrDefault(id)
            ?? Providers.Select(candidate => candidate.Retired.GetValueOrDefault(name)).FirstOrDefault(text => text is not null);
        if (retired is not null)
            return retired;
        if (name.Length > 256)
            return $"No model has a name of {name.Length} characters. GET /v1/models lists what this key can use.";
        return provider is null
            ? $"No model or alias is named '{name}'. GET /v1/models lists what this key can use."
            : $"Provider '{provider.Provider}' has no model '{id}'. GET /v1/models lists what there is; an operator can list more "
                + $"under Providers:{provider.Provider}:Models or set Providers:{provider.Provider}:AcceptUnlistedModels.";
    }

    /// <summary>What takes requests for a provider's model: the model itself, or what is registered in its place.</summary>
    /// <param name="deployment">The provider's model.</param>
    public Deployment[] StandingFor(Deployment deployment) => _registered.Count > 0 && _registered.TryGetValue(deployment.QualifiedModel, out var standing) ? standing : [deployment];

    private sealed record NamedModel(string Name, Deployment[] Deployments);
}
