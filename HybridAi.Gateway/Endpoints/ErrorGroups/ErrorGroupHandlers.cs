using HybridAi.Client.ErrorGroups;
using HybridAi.Client.Paging;
using HybridAi.Core.ErrorGroups;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Audit;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.ErrorGroups;

internal static class ErrorGroupHandlers
{
    private const string Open = "open";
    private const string Resolved = "resolved";
    private const string Kind = "group of failures";

    public static async Task<Results<Ok<DocumentPage<ErrorGroupDocument>>, ApiError>> ListAsync(HttpContext http, IErrorGroupStore store, CancellationToken cancellationToken)
    {
        var query = new ApiQuery(http.Request.Query);
        var (state, source) = (query.Text("state"), query.Text("source"));
        if (state is not (null or Open or Resolved))
            query.Fail("state", $"must be {Open} or {Resolved}");
        if (source is not null && !ErrorSources.All.Contains(source))
            query.Fail("source", $"must be one of {string.Join(", ", ErrorSources.All)}");
        var wanted = new ErrorGroupQuery
        {
            IsOpen = state is null ? null : state == Open,
            Source = source,
            Provider = query.Text("provider"),
            Deployment = query.Text("deployment", 512),
            Cause = query.Text("cause", 64),
            After = query.Cursor(),
            Limit = query.Limit(),
        };
        if (query.Problem is { } problem)
            return problem;
        var page = await store.ListAsync(wanted, cancellationToken);
        return TypedResults.Ok(new DocumentPage<ErrorGroupDocument>([.. page.Items.Select(ToDocument)], page.Next?.ToString()));
    }

    public static async Task<Results<Ok<ErrorGroupDocument>, ApiError>> GetAsync(string id, IErrorGroupStore store, CancellationToken cancellationToken) =>
        await FindAsync(id, store, cancellationToken) is { } group ? TypedResults.Ok(ToDocument(group)) : ApiError.NotFound(Kind, id);

    public static Task<Results<Ok<ErrorGroupDocument>, ApiError>> ResolveAsync(
        string id, HttpContext http, IErrorGroupStore store, TimeProvider time, CancellationToken cancellationToken) =>
        SetAsync(id, isOver: true, "error.resolve", http, store, time, cancellationToken);

    public static Task<Results<Ok<ErrorGroupDocument>, ApiError>> ReopenAsync(
        string id, HttpContext http, IErrorGroupStore store, TimeProvider time, CancellationToken cancellationToken) =>
        SetAsync(id, isOver: false, "error.reopen", http, store, time, cancellationToken);

    // What is so already is as good as done, and nothing to keep a record of.
    private static async Task<Results<Ok<ErrorGroupDocument>, ApiError>> SetAsync(
        string id, bool isOver, string action, HttpContext http, IErrorGroupStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, store, cancellationToken) is not { } before)
            return ApiError.NotFound(Kind, id);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        DateTimeOffset? resolvedAt = isOver ? now : null;
        var entry = AuditEntries.Of(
            http.GetCaller(), now, OrganizationId.Default, action, before.Fingerprint.Id.ToString(), ToDocument(before), ToDocument(before with { ResolvedAt = resolvedAt }));
        await store.ResolveAsync(before.Fingerprint.Id, resolvedAt, entry, cancellationToken);
        return await GetAsync(id, store, cancellationToken);
    }

    private static async Task<ErrorGroup?> FindAsync(string id, IErrorGroupStore store, CancellationToken cancellationToken) =>
        Guid.TryParse(id, out var known) ? await store.FindAsync(known, cancellationToken) : null;

    private static ErrorGroupDocument ToDocument(ErrorGroup group) => new()
    {
        Id = group.Fingerprint.Id,
        Source = group.Fingerprint.Source,
        Provider = group.Fingerprint.Provider,
        Deployment = group.Fingerprint.Deployment,
        Cause = group.Fingerprint.Cause,
        Status = group.Fingerprint.Status == 0 ? null : group.Fingerprint.Status,
        Detail = group.Fingerprint.Detail,
        State = group.ResolvedAt is null ? Open : Resolved,
        Count = group.Count,
        FirstAt = group.FirstAt,
        LastAt = group.LastAt,
        ResolvedAt = group.ResolvedAt,
        Reopened = group.Reopened,
        KeyIds = [.. group.Keys.Select(key => key.Value)],
        RequestIds = [.. group.Requests],
    };
}
