using HybridAi.Client.Paging;
using HybridAi.Client.Usage;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Usage;

internal static class UsageHandlers
{
    private const int MaxBuckets = 200;

    public static async Task<Results<Ok<DocumentPage<UsageRecordDocument>>, ApiError>> ListAsync(
        HttpContext http, UsageReader reader, TimeProvider time, CancellationToken cancellationToken)
    {
        var parameters = new ApiQuery(http.Request.Query);
        if (UsageQueries.Read(parameters, http.GetCaller(), time.GetUtcNow()).Failed(out var error, out var query))
            return error;
        var page = await reader.ListAsync(http.Response, query, cancellationToken);
        return TypedResults.Ok(new DocumentPage<UsageRecordDocument>([.. page.Items.Select(UsageDocuments.ToDocument)], page.Next?.ToString()));
    }

    public static async Task<Results<Ok<UsageSummaryDocument>, ApiError>> SummarizeAsync(
        HttpContext http, UsageReader reader, TimeProvider time, CancellationToken cancellationToken)
    {
        var parameters = new ApiQuery(http.Request.Query);
        var buckets = parameters.Number("buckets", 1, MaxBuckets);
        var now = time.GetUtcNow();
        if (UsageQueries.Read(parameters, http.GetCaller(), now).Failed(out var error, out var query))
            return error;
        if (buckets is not null && query.From is null)
            return ApiError.Invalid("from", "is needed to divide time into buckets");
        // The store wants both ends; the last millisecond belongs to the answer.
        var bounded = query with { From = query.From ?? DateTimeOffset.UnixEpoch, To = query.To ?? now.AddMilliseconds(1) };
        var summary = await reader.SummarizeAsync(http.Response, bounded, (int)(buckets ?? 1), cancellationToken);
        return TypedResults.Ok(summary.ToDocument(query, withSeries: buckets is not null));
    }

    public static async Task<Results<Ok<UsageRecordDocument>, ApiError>> GetAsync(
        string id, HttpContext http, UsageReader reader, CancellationToken cancellationToken) =>
        (await FindAsync(id, http, reader, cancellationToken)).Failed(out var error, out var record) ? error : TypedResults.Ok(record.ToDocument());

    public static async Task<Results<Ok<RequestExplanationDocument>, ApiError>> ExplainAsync(
        string id, HttpContext http, UsageReader reader, CancellationToken cancellationToken) =>
        (await FindAsync(id, http, reader, cancellationToken)).Failed(out var error, out var record) ? error : TypedResults.Ok(record.ToExplanation());

    private static async Task<Outcome<UsageRecord>> FindAsync(string id, HttpContext http, UsageReader reader, CancellationToken cancellationToken)
    {
        var caller = http.GetCaller();
        if (!Guid.TryParse(id, out var requestId))
            return ApiError.NotFound("request", id);
        OrganizationId? organization = caller.IsInstallationAdministrator ? null : caller.OrganizationId;
        var record = await reader.FindAsync(http.Response, requestId, organization, cancellationToken);
        if (record is null || (caller.Role < Role.Viewer && record.KeyId != caller.KeyId))
            return ApiError.NotFound("request", id);
        return record;
    }
}
