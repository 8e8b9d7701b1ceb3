using HybridAi.Core.Providers;
using HybridAi.Core.Secrets;
using HybridAi.Node.Settings;
using HybridAi.Providers.Profiles;

namespace HybridAi.Node.Providers;

/// <summary>What is known of a provider before it is built: from configuration, from a definition over the API, or from its profile alone.</summary>
public sealed record ProviderSource
{
    public required string Name { get; init; }

    public required ProviderProfile Profile { get; init; }

    public bool Enabled { get; init; } = true;

    /// <summary>Whether somebody asked for it, so that it is called even without a key where its profile allows that.</summary>
    public bool IsExplicit { get; init; }

    /// <summary>Whether the environment's key of the profile is its key too.</summary>
    public string? EnvironmentName { get; init; }

    public Secret? ApiKey { get; init; }

    public Uri? BaseUrl { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public string? ApiVersion { get; init; }

    public bool AllowPrivateNetwork { get; init; }

    public bool? AcceptUnlistedModels { get; init; }

    public string? Region { get; init; }

    public int? Order { get; init; }

    public IReadOnlyList<ConfiguredModel> Models { get; init; } = [];

    public static ProviderSource Of(string name, ProviderOptions? options) => new()
    {
        Name = name,
        Profile = ProviderProfiles.Find(options?.Profile ?? name) ?? ProviderProfiles.Find("openai-compatible")!,
        Enabled = options?.Enabled != false,
        IsExplicit = options is not null,
        EnvironmentName = options?.Profile ?? name,
        ApiKey = options?.ApiKey,
        BaseUrl = options?.BaseUrl,
        Headers = options?.Headers ?? [],
        ApiVersion = options?.ApiVersion,
        AllowPrivateNetwork = options?.AllowPrivateNetwork == true,
        AcceptUnlistedModels = options?.AcceptUnlistedModels,
        Region = options?.Region,
        Order = options?.Order,
        Models = [.. (options?.Models ?? []).Select(ConfiguredModel.Of)],
    };

    public static ProviderSource Of(ProviderDefinition definition) => new()
    {
        Name = definition.Name,
        Profile = DefinedProfile.Of(definition),
        Enabled = definition.Enabled,
        IsExplicit = true,
        // A key that the environment gives to a built-in provider goes nowhere that an administrator did not name.
        EnvironmentName = null,
        BaseUrl = definition.BaseUrl,
        Headers = definition.Headers,
        AllowPrivateNetwork = definition.AllowPrivateNetwork,
        AcceptUnlistedModels = definition.AcceptUnlistedModels,
        Region = definition.Region,
        Order = definition.Order,
        Models = [.. definition.Models.Select(ConfiguredModel.Of)],
    };
}
