using HybridAi.Client.Documents;

namespace HybridAi.Client.Caching;

/// <summary>Creates a cache rule, or replaces one: what is left out takes its default.</summary>
public sealed record SaveCacheRuleRequest : CacheRuleFields, IDocumentRequest
{
    /// <inheritdoc/>
    public string? Name { get; init; }

    /// <inheritdoc/>
    public long? Revision { get; init; }
}
