using HybridAi.Core.Catalog;
using HybridAi.Core.Costs;
using HybridAi.Core.Routing;
using HybridAi.Core.Secrets;
using HybridAi.Providers.Http;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Configuration;

/// <summary>Makes providers of configuration: the configured ones, those that a key is known for, and simulated ones for the rest.</summary>
internal sealed class ProviderSetup(GatewaySettings settings, ModelCatalog catalog, IEnumerable<IWireFormat> formats)
{
    private static readonly PriceSchedule ZeroPrices = new([new ModelPrice { Input = 0, Output = 0 }]);

    private readonly Dictionary<string, IWireFormat> _formats = formats.ToDictionary(format => format.Name);

    /// <summary>All providers that can be used, in order of preference.</summary>
    /// <param name="storedKeys">The keys that were set over the API; they win.</param>
    public IReadOnlyList<ConfiguredProvider> Build(IReadOnlyDictionary<string, Secret> storedKeys) =>
        [.. InOrder().Select(entry => Build(entry.Name, entry.Options, storedKeys)).OfType<ConfiguredProvider>()];

    /// <summary>The providers that only lack a key, in order of preference: setting one over the API is enough to use them.</summary>
    /// <param name="ready">Those that can be used.</param>
    public IReadOnlyList<ProviderInfo> WithoutKey(IReadOnlyList<ConfiguredProvider> ready)
    {
        var names = ready.Select(provider => provider.Endpoint.Name).ToHashSet();
        return [.. InOrder().Where(entry => !names.Contains(entry.Name)).Select(entry => DescribeKeyless(entry.Name, entry.Options)).OfType<ProviderInfo>()];
    }

    private IEnumerable<(string Name, ProviderOptions? Options)> InOrder() => settings.Providers.Keys
        .Concat(ProviderProfiles.InOrder.Select(pair => pair.Key)).Distinct(StringComparer.OrdinalIgnoreCase)
        .Select((name, index) => (Name: name, Options: settings.Providers.GetValueOrDefault(name), Index: index))
        .OrderBy(entry => entry.Options?.Order ?? ProfileOrder(entry.Options?.Profile ?? entry.Name)).ThenBy(entry => entry.Index)
        .Select(entry => (entry.Name, entry.Options));

    private static ProviderInfo? DescribeKeyless(string name, ProviderOptions? options)
    {
        var profile = ProfileOf(name, options);
        return options?.Enabled == false || profile.KeyOptional || (options?.BaseUrl ?? profile.BaseUrl) is not { } address
            ? null
            : new ProviderInfo(name, profile.Format, address, Simulated: false, ProviderKeySource.None, Models: 0);
    }

    private static ProviderProfile ProfileOf(string name, ProviderOptions? options) =>
        ProviderProfiles.Find(options?.Profile ?? name) ?? ProviderProfiles.Find("openai-compatible")!;

    private static int ProfileOrder(string profile)
    {
        for (var i = 0; i < ProviderProfiles.InOrder.Count; i++)
        {
            if (string.Equals(ProviderProfiles.InOrder[i].Key, profile, StringComparison.OrdinalIgnoreCase))
                return 100 + i;
        }

        return 1000;
    }

    private ConfiguredProvider? Build(string name, ProviderOptions? options, IReadOnlyDictionary<string, Secret> storedKeys)
    {
        if (options?.Enabled == false)
            return null;
        var profile = ProfileOf(name, options);
        var key = storedKeys.GetValueOrDefault(name) ?? options?.ApiKey ?? settings.EnvironmentKeys.GetValueOrDefault(options?.Profile ?? name);
        if (key is null && (options is null || !profile.KeyOptional))
            return Simulate(name, profile, options);
        if ((options?.BaseUrl ?? profile.BaseUrl) is not { } baseUrl)
            return null;
        var headers = profile.Headers.Concat(options?.Headers ?? []);
        var endpoint = new ProviderEndpoint(name, profile, _formats[profile.Format], baseUrl, key, simulated: false, headers, options?.ApiVersion);
        return new ConfiguredProvider(endpoint, Models(name, profile, options), options?.AllowPrivateNetwork == true);
    }

    private ConfiguredProvider? Simulate(string name, ProviderProfile profile, ProviderOptions? options)
    {
        if (!settings.SimulatedProviders.TryGetValue(name, out var address))
            return null;
        var endpoint = new ProviderEndpoint(
            name, profile, _formats[profile.Format], address, new Secret("simulated"), simulated: true, profile.Headers, options?.ApiVersion);
        return new ConfiguredProvider(endpoint, Models(name, profile, options), AllowPrivateNetwork: true);
    }

    private ProviderModels Models(string name, ProviderProfile profile, ProviderOptions? options)
    {
        var deployments = new Dictionary<string, Deployment>();
        var retired = new Dictionary<string, string>();
        foreach (var model in options?.Models ?? [])
            deployments.TryAdd(model.Id, Deploy(name, model.Id, CatalogModelOf(profile, model.Id), profile, options, model));
        foreach (var model in catalog.Models.Where(model => model.Provider == profile.Catalog))
        {
            if (model.Status == ModelStatus.Retired && !deployments.ContainsKey(model.Id))
                retired.TryAdd(model.Id, $"Model '{model.Id}' of {name} was retired{(model.ShutdownDate is { } day ? $" on {day:yyyy-MM-dd}" : "")}. GET /v1/models lists what there is.");
            else
                deployments.TryAdd(model.Id, Deploy(name, model.Id, model, profile, options, null));
        }

        foreach (var (id, deployment) in deployments.ToList())
        {
            foreach (var alias in deployment.CatalogModel?.Id == id ? deployment.CatalogModel.Aliases : [])
                deployments.TryAdd(alias, deployment);
        }

        Func<string, Deployment>? unlisted = (options?.AcceptUnlistedModels ?? profile.AcceptsUnlistedModels)
            ? id => Deploy(name, id, CatalogModelOf(profile, id), profile, options, null) : null;
        return new ProviderModels(name, deployments, retired, unlisted);
    }

    private CatalogModel? CatalogModelOf(ProviderProfile profile, string id) => profile.Catalog is { } known ? catalog.Find(known, id) : null;

    private static Deployment Deploy(
        string provider, string id, CatalogModel? catalogModel, ProviderProfile profile, ProviderOptions? options, ModelOptions? model) => new()
        {
            Provider = provider,
            Model = id,
            Kind = model?.Kind ?? catalogModel?.Kind,
            Region = options?.Region,
            CatalogModel = catalogModel,
            Prices = model?.ToPrices() ?? catalogModel?.Prices ?? (profile.PricesAreZero ? ZeroPrices : PriceSchedule.Unknown),
        };
}
