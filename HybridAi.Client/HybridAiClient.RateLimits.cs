using HybridAi.Client.Paging;
using HybridAi.Client.RateLimits;

namespace HybridAi.Client;

public sealed partial class HybridAiClient
{
    /// <summary>Reads how the rate limits in use stand.</summary>
    /// <param name="name">One limit, or null for all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<DocumentPage<RateLimitStatusDocument>> RateLimitStatusAsync(string? name = null, CancellationToken cancellationToken = default) =>
        GetAsync(new QueryText("api/ratelimits").Add("name", name).ToString(), Json.DocumentPageRateLimitStatusDocument, cancellationToken);

    /// <summary>Lists the rate limits that are set.</summary>
    public Task<DocumentPage<RateLimitDocument>> RateLimitsAsync(CancellationToken cancellationToken = default) =>
        GetAsync("api/ratelimits/config", Json.DocumentPageRateLimitDocument, cancellationToken);

    /// <summary>Reads a rate limit.</summary>
    public Task<RateLimitDocument> RateLimitAsync(string name, CancellationToken cancellationToken = default) =>
        GetAsync(RateLimitPath(name), Json.RateLimitDocument, cancellationToken);

    /// <summary>Sets a rate limit.</summary>
    public Task<RateLimitDocument> CreateAsync(SaveRateLimitRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, "api/ratelimits/config", request, Json.SaveRateLimitRequest, Json.RateLimitDocument, cancellationToken);

    /// <summary>Replaces a rate limit; what the request leaves out takes its default.</summary>
    public Task<RateLimitDocument> ReplaceRateLimitAsync(string name, SaveRateLimitRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Put, RateLimitPath(name), request, Json.SaveRateLimitRequest, Json.RateLimitDocument, cancellationToken);

    /// <summary>Deletes a rate limit; one of its name in the configuration holds again.</summary>
    public Task DeleteRateLimitAsync(string name, long? revision = null, CancellationToken cancellationToken = default) =>
        DeleteAsync(Deletion(RateLimitPath(name), revision), cancellationToken);

    /// <summary>Counts a rate limit anew.</summary>
    /// <param name="name">The limit.</param>
    /// <param name="target">One scope, as the status calls it; null for all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<DocumentPage<RateLimitStatusDocument>> ResetRateLimitAsync(string name, string? target = null, CancellationToken cancellationToken = default) =>
        SendAsync(
            HttpMethod.Post, $"api/ratelimits/{Uri.EscapeDataString(name)}/reset", new ResetRateLimitRequest { Target = target }, Json.ResetRateLimitRequest,
            Json.DocumentPageRateLimitStatusDocument, cancellationToken);

    private static string RateLimitPath(string name) => $"api/ratelimits/config/{Uri.EscapeDataString(name)}";
}
