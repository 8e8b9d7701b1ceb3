using HybridAi.Client.Audit;
using HybridAi.Client.Paging;
using HybridAi.Client.Usage;

namespace HybridAi.Client;

public sealed partial class HybridAiClient
{
    /// <summary>Lists usage records, newest first.</summary>
    public Task<DocumentPage<UsageRecordDocument>> UsageAsync(UsageFilter? filter = null, CancellationToken cancellationToken = default) =>
        GetAsync(
            Filtered("api/usage", filter).Add("cursor", filter?.Cursor).Add("limit", filter?.Limit).ToString(),
            Json.DocumentPageUsageRecordDocument, cancellationToken);

    /// <summary>Adds up usage records; the filter's cursor and limit do not count.</summary>
    /// <param name="filter">Which; to divide time it needs <c>From</c>.</param>
    /// <param name="buckets">Into how many slices to divide the time, 1 to 200; null for no series.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<UsageSummaryDocument> UsageSummaryAsync(
        UsageFilter? filter = null, int? buckets = null, CancellationToken cancellationToken = default) =>
        GetAsync(Filtered("api/usage/summary", filter).Add("buckets", buckets).ToString(), Json.UsageSummaryDocument, cancellationToken);

    /// <summary>Reads the record of one request.</summary>
    public Task<UsageRecordDocument> RequestAsync(Guid id, CancellationToken cancellationToken = default) =>
        GetAsync($"api/requests/{id}", Json.UsageRecordDocument, cancellationToken);

    /// <summary>Reads what the gateway decided about one request, and why.</summary>
    public Task<RequestExplanationDocument> ExplainAsync(Guid id, CancellationToken cancellationToken = default) =>
        GetAsync($"api/requests/{id}/explain", Json.RequestExplanationDocument, cancellationToken);

    /// <summary>Lists what was changed, newest first.</summary>
    public Task<DocumentPage<AuditEntryDocument>> AuditAsync(AuditFilter? filter = null, CancellationToken cancellationToken = default) =>
        GetAsync(
            new QueryText("api/audit").Add("action", filter?.Action).Add("organization", filter?.Organization)
                .Add("cursor", filter?.Cursor).Add("limit", filter?.Limit).ToString(),
            Json.DocumentPageAuditEntryDocument, cancellationToken);

    private static QueryText Filtered(string path, UsageFilter? filter) =>
        new QueryText(path)
            .Add("from", filter?.From).Add("to", filter?.To).Add("provider", filter?.Provider).Add("model", filter?.Model)
            .Add("key", filter?.Key).Add("user", filter?.User).Add("team", filter?.Team).Add("organization", filter?.Organization)
            .Add("status", filter?.Status).Add("session", filter?.Session).Add("task", filter?.Task);
}
