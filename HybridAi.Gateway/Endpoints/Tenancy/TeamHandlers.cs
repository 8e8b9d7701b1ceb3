using HybridAi.Client.Paging;
using HybridAi.Client.Tenancy;
using HybridAi.Core.Audit;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Audit;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Tenancy;

internal static class TeamHandlers
{
    private const string Kind = "team";

    public static async Task<Results<Ok<DocumentPage<TeamDocument>>, ApiError>> ListAsync(
        HttpContext http, ITenancyStore store, CancellationToken cancellationToken)
    {
        var query = new ApiQuery(http.Request.Query);
        var organization = query.Id("organization");
        if (OrganizationScope.Of(http.GetCaller(), organization).Failed(out var error, out var scope))
            return error;
        var page = (await store.TeamsAsync(cancellationToken))
            .Where(team => scope.Contains(team.OrganizationId))
            .Page(query, team => TenancyLists.Place(team.CreatedAt, team.Id.Value), TenancyDocuments.ToDocument);
        return query.Problem is { } problem ? problem : TypedResults.Ok(page);
    }

    public static async Task<Results<Ok<TeamDocument>, ApiError>> GetAsync(
        string id, HttpContext http, ITenancyStore store, CancellationToken cancellationToken)
    {
        if ((await FindAsync(id, http, store, cancellationToken)).Failed(out var error, out var team))
            return error;
        Revisions.Tag(http, team.Revision);
        return TypedResults.Ok(team.ToDocument());
    }

    public static async Task<Results<Created<TeamDocument>, ApiError>> CreateAsync(
        HttpContext http, TenancyWrites writes, CancellationToken cancellationToken)
    {
        if ((await RequestDocument.ReadAsync<CreateTeamRequest>(http, cancellationToken)).Failed(out var error, out var request)
            || Fields.Name(request.Name).Failed(out error, out var name)
            || (await writes.OrganizationForAsync(http.GetCaller(), request.OrganizationId, cancellationToken)).Failed(out error, out var organization))
            return error;
        var now = writes.Now;
        var team = new Team(new TeamId(Guid.CreateVersion7(now)), organization, name, now, Revision: 1);
        if (await CommitAsync(writes, team, writes.Store.SaveAsync(team, Entry(http, now, "team.create", null, team, team), cancellationToken)) is { } failure)
            return failure;
        Revisions.Tag(http, team.Revision);
        return TypedResults.Created($"/api/teams/{team.Id}", team.ToDocument());
    }

    public static async Task<Results<Ok<TeamDocument>, ApiError>> UpdateAsync(
        string id, HttpContext http, TenancyWrites writes, CancellationToken cancellationToken)
    {
        if ((await FindAsync(id, http, writes.Store, cancellationToken)).Failed(out var error, out var before)
            || (await RequestDocument.ReadChangeAsync<UpdateTeamRequest, TeamDocument>(http, before.ToDocument(), cancellationToken))
                .Failed(out error, out var request)
            || Fields.Name(HttpMethods.IsPut(http.Request.Method) ? request.Name.Value : request.Name.Or(before.Name)).Failed(out error, out var name))
            return error;
        if (Revisions.CheckUpdate(http, request.Revision, before.Revision, Kind) is { } stale)
            return stale;
        var after = before with { Name = name, Revision = before.Revision + 1 };
        var audit = Entry(http, writes.Now, "team.update", before, after, after);
        if (await CommitAsync(writes, after, writes.Store.SaveAsync(after, audit, cancellationToken)) is { } failure)
            return failure;
        Revisions.Tag(http, after.Revision);
        return TypedResults.Ok(after.ToDocument());
    }

    public static async Task<Results<NoContent, ApiError>> DeleteAsync(
        string id, HttpContext http, TenancyWrites writes, CancellationToken cancellationToken)
    {
        if ((await FindAsync(id, http, writes.Store, cancellationToken)).Failed(out var error, out var team))
            return error;
        if (Revisions.CheckDeletion(http, team.Revision, Kind) is { } stale)
            return stale;
        var audit = Entry(http, writes.Now, "team.delete", team, null, team);
        var write = writes.Store.DeleteAsync(team.Id, team.Revision, audit, cancellationToken);
        return await CommitAsync(writes, team, write) is { } failure ? failure : TypedResults.NoContent();
    }

    private static async Task<Outcome<Team>> FindAsync(string id, HttpContext http, ITenancyStore store, CancellationToken cancellationToken)
    {
        var teams = Guid.TryParse(id, out var value) ? await store.TeamsAsync(cancellationToken) : [];
        var found = teams.FirstOrDefault(team => team.Id.Value == value && http.GetCaller().Sees(team.OrganizationId));
        return found is null ? ApiError.NotFound(Kind, id) : found;
    }

    private static Task<ApiError?> CommitAsync(TenancyWrites writes, Team team, Task<WriteResult> write) =>
        writes.CommitAsync(
            write, Kind, team.Id.ToString(), "name",
            "The team still has users or keys, or its organization is gone. Revoked keys count too: its usage refers to them.");

    private static AuditEntry Entry(HttpContext http, DateTimeOffset at, string action, Team? before, Team? after, Team target) =>
        AuditEntries.Of(http.GetCaller(), at, target.OrganizationId, action, target.Id.ToString(), before?.ToDocument(), after?.ToDocument());
}
