using HybridAi.Client.Paging;
using HybridAi.Client.RateLimits;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Limits;

/// <summary>The rate limits, and how they stand.</summary>
/// <param name="Limits">As they are set.</param>
/// <param name="Status">How they stand, scope by scope.</param>
/// <param name="Edited">The one that is being changed, or null.</param>
public sealed record LimitsModel(IReadOnlyList<RateLimitDocument> Limits, Part<DocumentPage<RateLimitStatusDocument>> Status, RateLimitDocument? Edited)
{
    /// <summary>How many scopes of a limit are shown.</summary>
    public const int MostScopes = 20;

    /// <summary>Reads them.</summary>
    public static async Task<LimitsModel> LoadAsync(Visit visit)
    {
        var limits = visit.Client.RateLimitsAsync(visit.Cancelled);
        var status = visit.PartAsync((client, cancelled) => client.RateLimitStatusAsync(cancellationToken: cancelled));
        await Task.WhenAll(limits, status);
        return new LimitsModel((await limits).Data, await status, visit.Asked("edit") is { } name ? (await limits).Data.FirstOrDefault(limit => limit.Name == name) : null);
    }

    /// <summary>The scopes of a limit, those with the least room first.</summary>
    public IReadOnlyList<RateLimitStatusDocument> StatusOf(string name) =>
        [.. (Status.Value?.Data ?? []).Where(status => status.Name == name).OrderBy(status => status.Limit > 0 ? (double)status.Remaining / status.Limit : 0)];
}
