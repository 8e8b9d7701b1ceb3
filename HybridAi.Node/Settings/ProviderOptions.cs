using System.ComponentModel.DataAnnotations;
using HybridAi.Core.Secrets;

namespace HybridAi.Node.Settings;

/// <summary>A provider. Configuration section <c>Providers:NAME</c>.</summary>
public sealed class ProviderOptions
{
    /// <summary>Whether it is used. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The profile that says how it differs from its wire format. Default: the one of the provider's name, else <c>openai-compatible</c>.</summary>
    public string? Profile { get; set; }

    /// <summary>The address that paths are appended to. Default: the profile's.</summary>
    public Uri? BaseUrl { get; set; }

    /// <summary>Its key. Default: the environment variable that the profile names.</summary>
    public Secret? ApiKey { get; set; }

    /// <summary>Its place in the order of preference; lower first. Default: the order of the profiles, then of the names.</summary>
    [Range(0, 10_000)]
    public int? Order { get; set; }

    /// <summary>Whether it may be at a private, loopback or link-local address. Default false.</summary>
    public bool AllowPrivateNetwork { get; set; }

    /// <summary>Whether it also serves models that neither the catalog nor <see cref="Models"/> lists. Default: the profile's.</summary>
    public bool? AcceptUnlistedModels { get; set; }

    /// <summary>Where it serves from, for routing by region; or null.</summary>
    [MaxLength(64)]
    public string? Region { get; set; }

    /// <summary>The API version that its paths name (Azure's dated form). Default: the profile's.</summary>
    public string? ApiVersion { get; set; }

    /// <summary>More headers to send with each call.</summary>
    public Dictionary<string, string> Headers { get; set; } = [];

    /// <summary>Models beyond the catalog's, or with other prices.</summary>
    public List<ModelOptions> Models { get; set; } = [];
}
