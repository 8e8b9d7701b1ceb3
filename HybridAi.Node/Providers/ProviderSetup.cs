using HybridAi.Core.Catalog;
using HybridAi.Core.Costs;
using HybridAi.Core.Providers;
using HybridAi.Core.Routing;
using HybridAi.Core.Secrets;
using HybridAi.Node.Settings;
using HybridAi.Providers.Http;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Wire;

namespace HybridAi.Node.Providers;

/// <summary>Makes providers: those defined over the API, the configured ones, those that a key is known for, and simulated ones for the rest.</summary>
public sealed class ProviderSetup(NodeSettings settings, ModelCatalog catalog, IEnumerable<IWireFormat> formats)
{
    private static readonly PriceSchedule ZeroPrices = new([new ModelPrice { Input = 0, Output = 0, Minute = 0, Characters = 0, Image = 0 }]);

    private readonly Dictionary<string, IWireFormat> _formats = formats.ToDictionary(format => format.Name);

    /// <summary>All providers that can be used, in order of preference.</summary>
    /// <param name="storedKeys">The keys that were set over the API; they win.</param>
    /// <param name="defined">The providers that were defined over the API; they win.</param>
    /// <param name="off">The others that were switched off there; null: none.</param>
    public IReadOnlyList<ConfiguredProvider> Build(
        IReadOnlyDictionary<string, Secret> storedKeys, IReadOnlyList<ProviderDefinition> defined, IReadOnlyList<ProviderSwitch>? off = null) =>
        [.. InOrder(defined, off).Select(source => Build(source, storedKeys)).OfType<ConfiguredProvider>()];

    /// <summary>The providers that were switched off over the API and would be used, or only lack a key, else; in order of preference.</summary>
    /// <param name="storedKeys">The keys that were set over the API.</param>
    /// <param name="defined">The providers that were defined over the API; these have a switch of their own.</param>
    /// <param name="off">Those that were switched off.</param>
    public IReadOnlyList<ProviderInfo> SwitchedOff(
        IReadOnlyDictionary<string, Secret> storedKeys, IReadOnlyList<ProviderDefinition> defined, IReadOnlyList<ProviderSwitch> off) =>
    [
        .. InOrder(defined, off: null)
            .Where(source => source.Enabled && IsOff(source.Name, off) && !defined.Any(definition => definition.Name.Equals(source.Name, StringComparison.OrdinalIgnoreCase)))
            .Select(source => Build(source, storedKeys) is { } ready ? ProviderInfo.Of(ready.Endpoint, storedKeys.ContainsKey(source.Name), models: 0) : DescribeKeyless(source))
            .OfType<ProviderInfo>().Select(info => info with { Enabled = false }),
    ];

    /// <summary>The providers that only lack a key, in order of preference: setting one over the API is enough to use them.</summary>
    /// <param name="ready">Those that can be used.</param>
    /// <param name="defined">The providers that were defined over the API.</param>
    /// <param name="off">The others that were switched off there; null: none.</param>
    public IReadOnlyList<ProviderInfo> WithoutKey(IReadOnlyList<ConfiguredProvider> ready, IReadOnlyList<ProviderDefinition> defined, IReadOnlyList<ProviderSwitch>? off = null)
    {
        var names = ready.Select(provider => provider.Endpoint.Name).ToHashSet();
        return [.. InOrder(defined, off).Where(source => !names.Contains(source.Name)).Select(DescribeKeyless).OfType<ProviderInfo>()];
    }

    /// <summary>A provider that is defined but not stored yet, to try it.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="key">Its key, or null.</param>
    public ConfiguredProvider? Try(ProviderDefinition definition, Secret? key) =>
        Build(ProviderSource.Of(definition) with { ApiKey = key, Enabled = true }, new Dictionary<string, Secret>());

    /// <summary>How a provider is called with another key than its own; null if it cannot be.</summary>
    /// <param name="name">The provider's name.</param>
    /// <param name="key">The key.</param>
    /// <param name="defined">The providers that were defined over the API.</param>
    public ProviderEndpoint? EndpointWith(string name, Secret key, IReadOnlyList<ProviderDefinition> defined) =>
        InOrder(defined, off: null).FirstOrDefault(source => source.Name == name) is { Enabled: true } source ? Endpoint(source, key) : null;

    private static bool IsOff(string name, IReadOnlyList<ProviderSwitch>? off) => off?.Any(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) == true;

    private IEnumerable<ProviderSource> InOrder(IReadOnlyList<ProviderDefinition> defined, IReadOnlyList<ProviderSwitch>? off)
    {
        var definitions = defined.ToDictionary(definition => definition.Name, StringComparer.OrdinalIgnoreCase);
        return settings.Providers.Keys
            .Concat(ProviderProfiles.InOrder.Select(pair => pair.Key)).Concat(definitions.Keys).Distinct(StringComparer.OrdinalIgnoreCase)
            .Select((name, index) => (Source: definitions.TryGetValue(name, out var definition) ? ProviderSource.Of(definition)
                : Configured(name, off), Index: index))
            .OrderBy(entry => entry.Source.Order ?? ProfileOrder(entry.Source.EnvironmentName ?? "")).ThenBy(entry => entry.Index)
            .Select(entry => entry.Source);
    }

    private ProviderSource Configured(string name, IReadOnlyList<ProviderSwitch>? off)
    {
        var source = ProviderSource.Of(name, settings.Providers.GetValueOrDefault(name));
        return IsOff(name, off) ? source with { Enabled = false } : source;
    }

    private static ProviderInfo? DescribeKeyless(ProviderSource source) =>
        !source.Enabled || source.Profile.KeyOptional || (source.BaseUrl ?? source.Profile.BaseUrl) is not { } address
            ? null
            : new ProviderInfo(source.Name, source.Profile.Format, address, Simulated: false, ProviderKeySource.None, Models: 0);

    private static int ProfileOrder(string profile)
    {
        for (var i = 0; i < ProviderProfiles.InOrder.Count; i++)
        {
            if (string.Equals(ProviderProfiles.InOrder[i].Key, profile, StringComparison.OrdinalIgnoreCase))
                return 100 + i;
        }

        return 1000;
    }

    private ConfiguredProvider? Build(ProviderSource source, IReadOnlyDictionary<string, Secret> storedKeys)
    {
        if (!source.Enabled)
            return null;
        var (name, profile) = (source.Name, source.Profile);
        var key = storedKeys.GetValueOrDefault(name) ?? source.ApiKey
            ?? (source.EnvironmentName is { } variable ? settings.EnvironmentKeys.GetValueOrDefault(variable) : null);
        if (key is null && !(source.IsExplicit && profile.KeyOptional))
            return Simulate(source);
        return Endpoint(source, key) is { } endpoint ? new ConfiguredProvider(endpoint, Models(source), source.AllowPrivateNetwork) : null;
    }

    private ProviderEndpoint? Endpoint(ProviderSource source, Secret? key)
    {
        var profile = source.Profile;
        return (source.BaseUrl ?? profile.BaseUrl) is { } baseUrl
            ? new ProviderEndpoint(
                source.Name, profile, _formats[profile.Format], baseUrl, key, simulated: false, profile.Headers.Concat(source.Headers), source.ApiVersion)
            : null;
    }

    private ConfiguredProvider? Simulate(ProviderSource source)
    {
        if (source.EnvironmentName is null || !settings.SimulatedProviders.TryGetValue(source.Name, out var address))
            return null;
        var endpoint = new ProviderEndpoint(
            source.Name, source.Profile, _formats[source.Profile.Format], address, new Secret("simulated"), simulated: true, source.Profile.Headers, source.ApiVersion);
        return new ConfiguredProvider(endpoint, Models(source), AllowPrivateNetwork: true);
    }

    private ProviderModels Models(ProviderSource source)
    {
        var (name, profile) = (source.Name, source.Profile);
        var deployments = new Dictionary<string, Deployment>();
        var retired = new Dictionary<string, string>();
        foreach (var model in source.Models)
            deployments.TryAdd(model.Id, Deploy(source, model.Id, CatalogModelOf(profile, model.Id), model));
        foreach (var model in catalog.Models.Where(model => model.Provider == profile.Catalog))
        {
            if (model.Status == ModelStatus.Retired && !deployments.ContainsKey(model.Id))
                retired.TryAdd(model.Id, $"Model '{model.Id}' of {name} was retired{(model.ShutdownDate is { } day ? $" on {day:yyyy-MM-dd}" : "")}. GET /v1/models lists what there is.");
            else
                deployments.TryAdd(model.Id, Deploy(source, model.Id, model, null));
        }

        foreach (var (id, deployment) in deployments.ToList())
        {
            foreach (var alias in deployment.CatalogModel?.Id == id ? deployment.CatalogModel.Aliases : [])
                deployments.TryAdd(alias, deployment);
        }

        Func<string, Deployment>? unlisted = (source.AcceptUnlistedModels ?? profile.AcceptsUnlistedModels)
            ? id => Deploy(source, id, CatalogModelOf(profile, id), null) : null;
        return new ProviderModels(name, deployments, retired, unlisted);
    }

    private CatalogModel? CatalogModelOf(ProviderProfile profile, string id) => profile.Catalog is { } known ? catalog.Find(known, id) : null;

    private static Deployment Deploy(ProviderSource source, string id, CatalogModel? catalogModel, ConfiguredModel? model) => new()
    {
        Provider = source.Name,
        Model = id,
        Kind = model?.Kind ?? catalogModel?.Kind,
        Region = source.Region,
        CatalogModel = model is null ? catalogModel : model.Describe(source.Name, catalogModel),
        Prices = model?.Prices ?? catalogModel?.Prices ?? (source.Profile.PricesAreZero ? ZeroPrices : PriceSchedule.Unknown),
    };
}
