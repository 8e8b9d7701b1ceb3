using HybridAi.Client.Paging;
using HybridAi.Client.Resilience;

namespace HybridAi.Client;

public sealed partial class HybridAiClient
{
    /// <summary>Lists the fallback rules, by name.</summary>
    public Task<DocumentPage<FallbackDocument>> FallbacksAsync(CancellationToken cancellationToken = default) =>
        GetAsync("api/routing/fallbacks", Json.DocumentPageFallbackDocument, cancellationToken);

    /// <summary>Reads a fallback rule.</summary>
    public Task<FallbackDocument> FallbackAsync(string name, CancellationToken cancellationToken = default) =>
        GetAsync(FallbackPath(name), Json.FallbackDocument, cancellationToken);

    /// <summary>Creates a fallback rule.</summary>
    public Task<FallbackDocument> CreateAsync(SaveFallbackRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, "api/routing/fallbacks", request, Json.SaveFallbackRequest, Json.FallbackDocument, cancellationToken);

    /// <summary>Replaces a fallback rule; the request names the revision that was read.</summary>
    public Task<FallbackDocument> ReplaceFallbackAsync(string name, SaveFallbackRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Put, FallbackPath(name), request, Json.SaveFallbackRequest, Json.FallbackDocument, cancellationToken);

    /// <summary>Deletes a fallback rule.</summary>
    public Task DeleteFallbackAsync(string name, long? revision = null, CancellationToken cancellationToken = default) =>
        DeleteAsync(Deletion(FallbackPath(name), revision), cancellationToken);

    /// <summary>Lists what happened around fallbacks, newest first.</summary>
    public Task<DocumentPage<FallbackEventDocument>> FallbackEventsAsync(FallbackEventFilter? filter = null, CancellationToken cancellationToken = default) =>
        GetAsync(
            new QueryText("api/routing/fallback-events").Add("kind", filter?.Kind).Add("deployment", filter?.Deployment).Add("rule", filter?.Rule)
                .Add("cursor", filter?.Cursor).Add("limit", filter?.Limit).ToString(),
            Json.DocumentPageFallbackEventDocument, cancellationToken);

    /// <summary>Lists the circuits that are not closed, as the gateway that answers knows them.</summary>
    public Task<DocumentPage<BreakerDocument>> BreakersAsync(CancellationToken cancellationToken = default) =>
        GetAsync("api/routing/breakers", Json.DocumentPageBreakerDocument, cancellationToken);

    private static string FallbackPath(string name) => $"api/routing/fallbacks/{Uri.EscapeDataString(name)}";
}
