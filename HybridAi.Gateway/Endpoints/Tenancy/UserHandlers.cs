using HybridAi.Client.Paging;
using HybridAi.Client.Tenancy;
using HybridAi.Core.Audit;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Audit;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Tenancy;

internal static class UserHandlers
{
    private const string Kind = "user";

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

    public static async Task<Results<Ok<UserDocument>, ApiError>> GetAsync(
        string id, HttpContext http, ITenancyStore store, CancellationToken cancellationToken)
    {
        if ((await FindAsync(id, http, store, cancellationToken)).Failed(out var error, out var user))
            return error;
        Revisions.Tag(http, user.Revision);
        return TypedResults.Ok(user.ToDocument());
    }

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
        if (await CommitAsync(writes, user, writes.Store.SaveAsync(user, Entry(http, now, "user.create", null, user, user), cancellationToken)) is { } failure)
            return failure;
        Revisions.Tag(http, user.Revision);
        return TypedResults.Created($"/api/users/{user.Id}", user.ToDocument());
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
        if ((await FindAsync(id, http, writes.Store, cancellationToken)).Failed(out var error, out var user))
            return error;
        if (Revisions.CheckDeletion(http, user.Revision, Kind) is { } stale)
            return stale;
        var audit = Entry(http, writes.Now, "user.delete", user, null, user);
        var write = writes.Store.DeleteAsync(user.Id, user.Revision, audit, cancellationToken);
        return await CommitAsync(writes, user, write) is { } failure ? failure : TypedResults.NoContent();
    }

    private static async Task<Results<Ok<UserDocument>, ApiError>> UpdateAsync(
        string id, HttpContext http, TenancyWrites writes,
        Func<UpdateUserRequest, User, (string? Name, string? Email, Guid? TeamId)> wanted, CancellationToken cancellationToken)
    {
        if ((await FindAsync(id, http, writes.Store, cancellationToken)).Failed(out var error, out var before)
            || (await RequestDocument.ReadChangeAsync<UpdateUserRequest, UserDocument>(http, before.ToDocument(), cancellationToken))
                .Failed(out error, out var request))
            return error;
        var fields = wanted(request, before);
        if (Fields.Name(fields.Name).Failed(out error, out var name)
            || Fields.Email(fields.Email).Failed(out error, out var email)
            || (await writes.TeamForAsync(before.OrganizationId, fields.TeamId, cancellationToken)).Failed(out error, out var team))
            return error;
        if (Revisions.CheckUpdate(http, request.Revision, before.Revision, Kind) is { } stale)
            return stale;
        var after = before with { Name = name, Email = email.Value, TeamId = team, Revision = before.Revision + 1 };
        var audit = Entry(http, writes.Now, "user.update", before, after, after);
        if (await CommitAsync(writes, after, writes.Store.SaveAsync(after, audit, cancellationToken)) is { } failure)
            return failure;
        Revisions.Tag(http, after.Revision);
        return TypedResults.Ok(after.ToDocument());
    }

    private static async Task<Outcome<User>> FindAsync(string id, HttpContext http, ITenancyStore store, CancellationToken cancellationToken)
    {
        var users = Guid.TryParse(id, out var value) ? await store.UsersAsync(cancellationToken) : [];
        var found = users.FirstOrDefault(user => user.Id.Value == value && http.GetCaller().Sees(user.OrganizationId));
        return found is null ? ApiError.NotFound(Kind, id) : found;
    }

    private static Task<ApiError?> CommitAsync(TenancyWrites writes, User user, Task<WriteResult> write) =>
        writes.CommitAsync(
            write, Kind, user.Id.ToString(), "email",
            "The user still has keys, or what it belongs to is gone. Revoked keys count too: its usage refers to them.");

    private static AuditEntry Entry(HttpContext http, DateTimeOffset at, string action, User? before, User? after, User target) =>
        AuditEntries.Of(http.GetCaller(), at, target.OrganizationId, action, target.Id.ToString(), before?.ToDocument(), after?.ToDocument());
}
