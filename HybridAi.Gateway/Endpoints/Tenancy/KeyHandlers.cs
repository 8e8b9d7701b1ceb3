using HybridAi.Client.Paging;
using HybridAi.Client.Tenancy;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Tenancy;

internal static class KeyHandlers
{
    private static readonly string[] Statuses = [.. Enum.GetValues<KeyStatus>().Select(TenancyDocuments.Name)];

    public static async Task<Results<Ok<DocumentPage<KeyDocument>>, ApiError>> ListAsync(
        HttpContext http, KeyWrites keys, CancellationToken cancellationToken)
    {
        var query = new ApiQuery(http.Request.Query);
        var (organization, team, user, status) = (query.Id("organization"), query.Id("team"), query.Id("user"), query.Text("status"));
        if (status is not null && !Statuses.Contains(status, StringComparer.Ordinal))
            query.Fail("status", "must be one of " + string.Join(", ", Statuses));
        if (OrganizationScope.Of(http.GetCaller(), organization).Failed(out var error, out var scope))
            return error;
        var page = (await keys.AllAsync(cancellationToken)).WithStatus()
            .Where(key => scope.Contains(key.Key.OrganizationId))
            .Where(key => team is null || key.Key.TeamId?.Value == team)
            .Where(key => user is null || key.Key.UserId?.Value == user)
            .Where(key => status is null || TenancyDocuments.Name(key.Status) == status)
            .Page(query, key => TenancyLists.Place(key.Key.CreatedAt, key.Key.Id.Value), key => key.Key.ToDocument(key.Status));
        return query.Problem is { } problem ? problem : TypedResults.Ok(page);
    }

    public static async Task<Results<Ok<KeyDocument>, ApiError>> GetAsync(
        string id, HttpContext http, KeyWrites keys, CancellationToken cancellationToken)
    {
        var all = await keys.AllAsync(cancellationToken);
        return all.Find(id, http.GetCaller()).Failed(out var error, out var key) ? error : Show(http, all, key);
    }

    public static async Task<Results<Created<CreatedKeyDocument>, ApiError>> CreateAsync(
        HttpContext http, KeyWrites keys, CancellationToken cancellationToken)
    {
        if ((await RequestDocument.ReadAsync<CreateKeyRequest>(http, cancellationToken)).Failed(out var error, out var request)
            || (await keys.CreateAsync(http.GetCaller(), request, cancellationToken)).Failed(out error, out var created))
            return error;
        return ShowCreated(http, created);
    }

    public static async Task<Results<Ok<KeyDocument>, ApiError>> UpdateAsync(
        string id, HttpContext http, KeyWrites keys, CancellationToken cancellationToken)
    {
        var all = await keys.AllAsync(cancellationToken);
        if (all.Find(id, http.GetCaller()).Failed(out var error, out var before)
            || (await RequestDocument.ReadChangeAsync<UpdateKeyRequest, KeyDocument>(http, before.ToDocument(all.StatusOf(before)), cancellationToken))
                .Failed(out error, out var request))
            return error;
        // The body may have been slow to come.
        all = await keys.AllAsync(cancellationToken);
        if (all.Find(id, http.GetCaller()).Failed(out error, out before))
            return error;
        if (Revisions.CheckUpdate(http, request.Revision, before.Revision, "key") is { } stale)
            return stale;
        if ((await keys.UpdateAsync(http.GetCaller(), all, before, request, cancellationToken)).Failed(out error, out var after))
            return error;
        return Show(http, all, after);
    }

    public static async Task<Results<Created<CreatedKeyDocument>, ApiError>> RotateAsync(
        string id, HttpContext http, KeyWrites keys, CancellationToken cancellationToken)
    {
        var all = await keys.AllAsync(cancellationToken);
        if (all.Find(id, http.GetCaller()).Failed(out var error, out var old)
            || (await RequestDocument.ReadOptionalAsync<RotateKeyRequest>(http, cancellationToken)).Failed(out error, out var request))
            return error;
        all = await keys.AllAsync(cancellationToken);
        if (all.Find(id, http.GetCaller()).Failed(out error, out old))
            return error;
        if (Revisions.CheckIfNamed(http, request.Revision, old.Revision, "key") is { } stale)
            return stale;
        if ((await keys.RotateAsync(http.GetCaller(), all, old, request, cancellationToken)).Failed(out error, out var created))
            return error;
        return ShowCreated(http, created);
    }

    public static async Task<Results<NoContent, ApiError>> RevokeAsync(
        string id, HttpContext http, KeyWrites keys, CancellationToken cancellationToken)
    {
        var all = await keys.AllAsync(cancellationToken);
        if (all.Find(id, http.GetCaller()).Failed(out var error, out var key))
            return error;
        if (key.RevokedAt is not null)
            return TypedResults.NoContent();
        if (Revisions.CheckDeletion(http, key.Revision, "key") is { } stale)
            return stale;
        return await keys.RevokeAsync(http.GetCaller(), all, key, cancellationToken) is { } failure ? failure : TypedResults.NoContent();
    }

    private static Ok<KeyDocument> Show(HttpContext http, KeyList all, ApiKey key)
    {
        Revisions.Tag(http, key.Revision);
        return TypedResults.Ok(key.ToDocument(all.StatusOf(key)));
    }

    private static Created<CreatedKeyDocument> ShowCreated(HttpContext http, CreatedKeyDocument created)
    {
        Revisions.Tag(http, created.Revision);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/api/keys/{created.Id}", created);
    }
}
