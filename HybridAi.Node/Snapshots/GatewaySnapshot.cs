using System.Collections.Frozen;
using HybridAi.Core.Routing;
using HybridAi.Core.Tenancy;
using HybridAi.Node.Providers;
using HybridAi.Providers.Http;

namespace HybridAi.Node.Snapshots;

/// <summary>Everything that requests are decided by, as it stood at one moment. Built off the request path, swapped whole, never changed.</summary>
public sealed class GatewaySnapshot
{
    /// <summary>Grows by one with each snapshot of this process.</summary>
    public required long Version { get; init; }

    /// <summary>Every key that was ever made, by hash; those that no longer hold say so themselves.</summary>
    public required FrozenDictionary<KeyHash, SnapshotKey> Keys { get; init; }

    /// <summary>What model names stand for.</summary>
    public required ModelIndex Models { get; init; }

    /// <summary>The providers by name.</summary>
    public required FrozenDictionary<string, ProviderEndpoint> Providers { get; init; }

    /// <summary>The providers that may not be in a private network though another at the same host and port may: their calls are checked one by one.</summary>
    public required FrozenSet<string> SharingPrivatePlace { get; init; }

    /// <summary>The providers that cannot be used for want of a key.</summary>
    public required IReadOnlyList<ProviderInfo> KeylessProviders { get; init; }

    /// <summary>The providers whose key was set over the API.</summary>
    public required FrozenSet<string> StoredKeys { get; init; }

    /// <summary>What administrators should know of: configuration that was left out, unknown aliases.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}
