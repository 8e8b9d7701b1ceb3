using HybridAi.Client.Documents;

namespace HybridAi.Client.RateLimits;

/// <summary>Sets a rate limit, or replaces one: what is left out takes its default.</summary>
public sealed record SaveRateLimitRequest : RateLimitFields, IDocumentRequest
{
    /// <inheritdoc/>
    public string? Name { get; init; }

    /// <inheritdoc/>
    public long? Revision { get; init; }
}
