using HybridAi.Core.Catalog;
using HybridAi.Core.Chat;
using HybridAi.Core.Routing;
using HybridAi.Providers.Profiles;

namespace HybridAi.Providers.Translation;

/// <summary>What a request is translated for.</summary>
/// <param name="Deployment">The model at its provider.</param>
/// <param name="Profile">How the provider differs from its format's plain form.</param>
public sealed record ChatTarget(Deployment Deployment, ProviderProfile Profile)
{
    /// <summary>The provider's configured name: the issuer of seals that come from it.</summary>
    public string Provider => Deployment.Provider;

    /// <summary>The model's id as the provider wants it.</summary>
    public string Model => Deployment.Model;

    /// <summary>The tools of the request, so that a reader can tell calls of emulated ones; see <see cref="EmulatedTools"/>.</summary>
    public IReadOnlyList<ToolDefinition> Tools { get; init; } = [];

    /// <summary>What is known of the model, or null: then nothing is refused for want of a capability.</summary>
    public CatalogModel? Catalog => Deployment.CatalogModel;
}
