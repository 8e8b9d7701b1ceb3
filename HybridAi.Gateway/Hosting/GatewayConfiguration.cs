using HybridAi.Node.Settings;


namespace HybridAi.Gateway.Hosting;

/// <summary>What a host has to know of the configuration before it adds the gateway.</summary>
public static class GatewayConfiguration
{
    /// <summary>Whether a real provider is configured, or the environment has a key for one.</summary>
    /// <param name="configuration">The host's configuration.</param>
    public static bool HasRealProvider(IConfiguration configuration) => NodeSettings.HasRealProvider(configuration);
}
