using HybridAi.Client.Models;
using HybridAi.Client.Paging;

namespace HybridAi.Client;

public sealed partial class HybridAiClient
{
    /// <summary>Lists the models that the gateway knows, served or not.</summary>
    public Task<DocumentPage<CatalogModelDocument>> ModelsAsync(CatalogFilter? filter = null, CancellationToken cancellationToken = default) =>
        GetAsync(
            new QueryText("api/models").Add("provider", filter?.Provider).Add("kind", filter?.Kind).Add("status", filter?.Status).Add("capability", filter?.Capability)
                .Add("search", filter?.Search).ToString(),
            Json.DocumentPageCatalogModelDocument, cancellationToken);

    /// <summary>Reads a provider's model by its id.</summary>
    public Task<CatalogModelDocument> ModelAsync(string provider, string model, CancellationToken cancellationToken = default) =>
        GetAsync(
            $"api/models/{Uri.EscapeDataString(provider)}/{Uri.EscapeDataString(model).Replace("%2F", "/", StringComparison.Ordinal)}", Json.CatalogModelDocument, cancellationToken);
}
