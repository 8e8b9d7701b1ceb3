using HybridAi.Client.Paging;
using HybridAi.Client.Tenancy;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Tenancy;

internal static class UserHandlers
{
    private static readonly TenantKind<User, UserDocument> Kind = new(
        "user", "email", "The user still has keys, or what it belongs to is gone. Revoked keys count too: its usage refers to them.",
        (store, cancellationToken) => store.UsersAsync(cancellationToken),
        user => new TenantFacts(user.Id.Value, user.OrganizationId, user.CreatedAt, user.Revision),
        TenancyDocuments.ToDocument);

    public static async Task<Results<Ok<DocumentPage<UserDocument>>, ApiError>> ListAsync(
        HttpContext http, ITenancyStore store, CancellationToken cancellationToken)
    {
        var query = new ApiQuery(http.Request.Query);
        var (organization, team) = (query.Id("organization"), query.Id("team"));
        if (OrganizationScope.Of(http.GetCaller(), organization).Failed(out var error, out var scope))
            return error;
        var page = (await store.UsersAsync(cancellationToken))
            .Where(user => scope.Contains(user.OrganizationId) && (team is null || user.TeamId?.Value == team))
            .Page(query, user => TenancyLists.Place(user.CreatedAt, user.Id.Value), TenancyDocuments.ToDocument);
        return query.Problem is { } problem ? problem : TypedResults.Ok(page);
    }

    public static Task<Results<Ok<UserDocument>, ApiError>> GetAsync(
        string id, HttpContext http, ITenancyStore store, CancellationToken cancellationToken) => Kind.GetAsync(id, http, store, cancellationToken);

    public static async Task<Results<Created<UserDocument>, ApiError>> CreateAsync(
        HttpContext http, TenancyWrites writes, CancellationToken cancellationToken)
    {
        if ((await RequestDocument.ReadAsync<CreateUserRequest>(http, cancellationToken)).Failed(out var error, out var request)
            || Fields.Name(request.Name).Failed(out error, out var name)
            || Fields.Email(request.Email).Failed(out error, out var email)
            || (await writes.OrganizationForAsync(http.GetCaller(), request.OrganizationId, cancellationToken)).Failed(out error, out var organization)
            || (await writes.TeamForAsync(organization, request.TeamId, cancellationToken)).Failed(out error, out var team))
            return error;
        var now = writes.Now;
        var user = new User(new UserId(Guid.CreateVersion7(now)), organization, team, name, email.Value, now, Revision: 1);
        return await Kind.CreateAsync(http, writes, user, audit => writes.Store.SaveAsync(user, audit, cancellationToken));
    }

    public static Task<Results<Ok<UserDocument>, ApiError>> ReplaceAsync(
        string id, HttpContext http, TenancyWrites writes, CancellationToken cancellationToken) =>
        UpdateAsync(id, http, writes, (request, _) => (request.Name.Value, request.Email.Value, request.TeamId.Value), cancellationToken);

    public static Task<Results<Ok<UserDocument>, ApiError>> PatchAsync(
        string id, HttpContext http, TenancyWrites writes, CancellationToken cancellationToken) =>
        UpdateAsync(
            id, http, writes,
            (request, user) => (request.Name.Or(user.Name), request.Email.Or(user.Email), request.TeamId.Or(user.TeamId?.Value)), cancellationToken);

    public static async Task<Results<NoContent, ApiError>> DeleteAsync(
        string id, HttpContext http, TenancyWrites writes, CancellationToken cancellationToken)
    {
        if ((await Kind.FindAsync(id, http, writes.Store, cancellationToken)).Failed(out var error, out var user))
            return error;
        return await Kind.DeleteAsync(http, writes, user, audit => writes.Store.DeleteAsync(user.Id, user.Revision, audit, cancellationToken));
    }

    private static async Task<Results<Ok<UserDocument>, ApiError>> UpdateAsync(
        string id, HttpContext http, TenancyWrites writes,
        Func<UpdateUserRequest, User, (string? Name, string? Email, Guid? TeamId)> wanted, CancellationToken cancellationToken)
    {
        if ((await Kind.FindAsync(id, http, writes.Store, cancellationToken)).Failed(out var error, out var before)
            || (await RequestDocument.ReadChangeAsync<UpdateUserRequest, UserDocument>(http, before.ToDocument(), cancellationToken))
                .Failed(out error, out var request))
            return error;
        var fields = wanted(request, before);
        if (Fields.Name(fields.Name).Failed(out error, out var name)
            || Fields.Email(fields.Email).Failed(out error, out var email)
            || (await writes.TeamForAsync(before.OrganizationId, fields.TeamId, cancellationToken)).Failed(out error, out var team))
            return error;
        var after = before with { Name = name, Email = email.Value, TeamId = team, Revision = before.Revision + 1 };
        return await Kind.UpdateAsync(http, writes, request.Revision, before, after, audit => writes.Store.SaveAsync(after, audit, cancellationToken));
    }
}
