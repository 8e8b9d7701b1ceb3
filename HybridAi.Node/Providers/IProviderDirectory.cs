using HybridAi.Providers.Http;

namespace HybridAi.Node.Providers;

/// <summary>The configured providers as the snapshot has them.</summary>
public interface IProviderDirectory
{
    /// <summary>Those that can be used in the configuration's order, then those that only lack a key, then those that were switched off.</summary>
    IReadOnlyList<ProviderInfo> List();
}

/// <summary>What may be shown of a provider.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Format">The wire format it speaks.</param>
/// <param name="BaseAddress">Where it is called.</param>
/// <param name="Simulated">Whether it is simulated.</param>
/// <param name="KeySource">Where its key comes from.</param>
/// <param name="Models">How many models it serves.</param>
/// <param name="Enabled">Whether it was not switched off over the API.</param>
public sealed record ProviderInfo(string Name, string Format, Uri BaseAddress, bool Simulated, ProviderKeySource KeySource, int Models, bool Enabled = true)
{
    /// <summary>What may be shown of a provider that can be called.</summary>
    /// <param name="endpoint">How it is called.</param>
    /// <param name="isKeyStored">Whether its key was set over the API.</param>
    /// <param name="models">How many models it serves.</param>
    public static ProviderInfo Of(ProviderEndpoint endpoint, bool isKeyStored, int models) => new(
        endpoint.Name, endpoint.Format.Name, endpoint.BaseUrl, endpoint.IsSimulated,
        isKeyStored ? ProviderKeySource.Api : endpoint.HasKey && !endpoint.IsSimulated ? ProviderKeySource.Environment : ProviderKeySource.None, models);
}

/// <summary>Where a provider's key comes from. One set over the API wins over the environment's.</summary>
public enum ProviderKeySource
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>From an environment variable or a configuration file.</summary>
    Environment,

    /// <summary>It was set over the management API.</summary>
    Api,
}
