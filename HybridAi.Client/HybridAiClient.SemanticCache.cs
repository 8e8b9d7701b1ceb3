using HybridAi.Client.Caching;

namespace HybridAi.Client;

public sealed partial class HybridAiClient
{
    /// <summary>Reads what the semantic cache does, and what was measured of it.</summary>
    public Task<SemanticCacheDocument> SemanticCacheAsync(CancellationToken cancellationToken = default) =>
        GetAsync("api/cache/semantic", Json.SemanticCacheDocument, cancellationToken);
}
