using HybridAi.Client.Paging;
using HybridAi.Client.Tenancy;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Tenancy;

internal static class TeamHandlers
{
    private static readonly TenantKind<Team, TeamDocument> Kind = new(
        "team", "name", "The team still has users or keys, or its organization is gone. Revoked keys count too: its usage refers to them.",
        (store, cancellationToken) => store.TeamsAsync(cancellationToken),
        team => new TenantFacts(team.Id.Value, team.OrganizationId, team.CreatedAt, team.Revision),
        TenancyDocuments.ToDocument);

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

    public static Task<Results<Ok<TeamDocument>, ApiError>> GetAsync(
        string id, HttpContext http, ITenancyStore store, CancellationToken cancellationToken) => Kind.GetAsync(id, http, store, cancellationToken);

    public static async Task<Results<Created<TeamDocument>, ApiError>> CreateAsync(
        HttpContext http, TenancyWrites writes, CancellationToken cancellationToken)
    {
        if ((await RequestDocument.ReadAsync<CreateTeamRequest>(http, cancellationToken)).Failed(out var error, out var request)
            || Fields.Name(request.Name).Failed(out error, out var name)
            || (await writes.OrganizationForAsync(http.GetCaller(), request.OrganizationId, cancellationToken)).Failed(out error, out var organization))
            return error;
        var now = writes.Now;
        var team = new Team(new TeamId(Guid.CreateVersion7(now)), organization, name, now, Revision: 1);
        return await Kind.CreateAsync(http, writes, team, audit => writes.Store.SaveAsync(team, audit, cancellationToken));
    }

    public static async Task<Results<Ok<TeamDocument>, ApiError>> UpdateAsync(
        string id, HttpContext http, TenancyWrites writes, CancellationToken cancellationToken)
    {
        if ((await Kind.FindAsync(id, http, writes.Store, cancellationToken)).Failed(out var error, out var before)
            || (await RequestDocument.ReadChangeAsync<UpdateTeamRequest, TeamDocument>(http, before.ToDocument(), cancellationToken))
                .Failed(out error, out var request)
            || Fields.Name(http, request.Name, before.Name).Failed(out error, out var name))
            return error;
        var after = before with { Name = name, Revision = before.Revision + 1 };
        return await Kind.UpdateAsync(http, writes, request.Revision, before, after, audit => writes.Store.SaveAsync(after, audit, cancellationToken));
    }

    public static async Task<Results<NoContent, ApiError>> DeleteAsync(
        string id, HttpContext http, TenancyWrites writes, CancellationToken cancellationToken)
    {
        if ((await Kind.FindAsync(id, http, writes.Store, cancellationToken)).Failed(out var error, out var team))
            return error;
        return await Kind.DeleteAsync(http, writes, team, audit => writes.Store.DeleteAsync(team.Id, team.Revision, audit, cancellationToken));
    }
}
