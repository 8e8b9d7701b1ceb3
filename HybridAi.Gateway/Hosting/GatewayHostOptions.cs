namespace HybridAi.Gateway.Hosting;

/// <summary>What a host decides about the gateway that it runs.</summary>
public sealed class GatewayHostOptions
{
    /// <summary>Addresses of simulated providers by name, used for those that no key is known of. Default: none.</summary>
    public IReadOnlyDictionary<string, Uri> SimulatedProviders { get; init; } = new Dictionary<string, Uri>();

    /// <summary>Whether an administrator key may be made up and left in the data directory. Default false.</summary>
    public bool MakesUpAdministratorKey { get; init; }
}
