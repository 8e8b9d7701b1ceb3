using HybridAi.Client.Health;
using HybridAi.Client.Paging;

namespace HybridAi.Client;

public sealed partial class HybridAiClient
{
    /// <summary>Reads how everything is.</summary>
    public Task<AiHealthDocument> AiHealthAsync(CancellationToken cancellationToken = default) => GetAsync("api/ai/health", Json.AiHealthDocument, cancellationToken);

    /// <summary>Does something about what is not as it should be.</summary>
    public Task<HealthActionDocument> ActOnHealthAsync(ActOnHealthRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, "api/ai/health", request, Json.ActOnHealthRequest, Json.HealthActionDocument, cancellationToken);

    /// <summary>Lists how a provider and its deployments were, newest first.</summary>
    public Task<DocumentPage<HealthStretchDocument>> ProviderHealthAsync(
        string provider, string? deployment = null, bool? changes = null, string? cursor = null, int? limit = null, CancellationToken cancellationToken = default) =>
        GetAsync(
            new QueryText($"{ProviderPath(provider)}/health").Add("deployment", deployment).Add("changes", changes is null ? null : changes.Value ? "true" : "false").Add("cursor", cursor).Add("limit", limit)
                .ToString(),
            Json.DocumentPageHealthStretchDocument, cancellationToken);
}
