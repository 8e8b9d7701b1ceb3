namespace HybridAi.Client.Providers;

/// <summary>Sets the key that a provider is called with.</summary>
public sealed record SetProviderKeyRequest
{
    /// <summary>The provider's own API key. It is kept encrypted and never shown again.</summary>
    public string? Key { get; init; }

    /// <summary>Records print their members; this one must not.</summary>
    public override string ToString() => nameof(SetProviderKeyRequest);
}
