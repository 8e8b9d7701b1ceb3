using HybridAi.Client.Optimization;

namespace HybridAi.Client;

public sealed partial class HybridAiClient
{
    /// <summary>Reads which rules are in force, what jobs have done, and what was measured before and since.</summary>
    /// <param name="range"><c>1h</c>, <c>24h</c>, <c>7d</c> or <c>30d</c> up to now, compared with as long a time before; <c>7d</c> if null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<OptimizationStatusDocument> OptimizationStatusAsync(string? range = null, CancellationToken cancellationToken = default) =>
        GetAsync(new QueryText("api/phase3/status").Add("range", range).ToString(), Json.OptimizationStatusDocument, cancellationToken);
}
