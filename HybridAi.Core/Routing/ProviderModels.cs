using System.Collections.Frozen;

namespace HybridAi.Core.Routing;

/// <summary>The models of one configured provider.</summary>
public sealed class ProviderModels
{
    private readonly FrozenDictionary<string, Deployment> _byName;

    /// <summary>Indexes a provider's models.</summary>
    /// <param name="provider">The provider's configured name.</param>
    /// <param name="deployments">Its models by each name that callers may use: id or alias.</param>
    /// <param name="retired">Ids of models that it no longer serves, with what to tell whoever asks for one.</param>
    /// <param name="unlisted">Makes a deployment for an id that is not listed, or null if only listed models are served.</param>
    public ProviderModels(
        string provider, IEnumerable<KeyValuePair<string, Deployment>> deployments,
        IEnumerable<KeyValuePair<string, string>> retired, Func<string, Deployment>? unlisted)
    {
        Provider = provider;
        _byName = deployments.ToFrozenDictionary(StringComparer.Ordinal);
        Retired = retired.ToFrozenDictionary(StringComparer.Ordinal);
        Unlisted = unlisted;
    }

    /// <summary>The provider's configured name.</summary>
    public string Provider { get; }

    /// <summary>Ids of models that it no longer serves, with what to tell whoever asks for one.</summary>
    public FrozenDictionary<string, string> Retired { get; }

    /// <summary>The listed models, each once, in no particular order.</summary>
    public IEnumerable<Deployment> Listed => _byName.Values.Distinct();

    /// <summary>Every name that a listed model can be found by.</summary>
    public IEnumerable<string> Names => _byName.Keys;

    private Func<string, Deployment>? Unlisted { get; }

    /// <summary>Finds a listed model.</summary>
    /// <param name="name">Its id or an alias of it, in exact case.</param>
    public Deployment? FindListed(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Finds a listed model, or makes one up if the provider serves unlisted ones.</summary>
    /// <param name="name">The id, in exact case.</param>
    public Deployment? Find(string name) =>
        _byName.GetValueOrDefault(name) ?? (name.Length > 0 && !Retired.ContainsKey(name) ? Unlisted?.Invoke(name) : null);
}
