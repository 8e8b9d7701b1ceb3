using HybridAi.Client.Paging;
using HybridAi.Client.Tenancy;
using HybridAi.Core.Audit;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Audit;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Tenancy;

internal static class OrganizationHandlers
{
    private const string Kind = "organization";

    public static async Task<Results<Ok<DocumentPage<OrganizationDocument>>, ApiError>> ListAsync(
        HttpContext http, ITenancyStore store, CancellationToken cancellationToken)
    {
        var caller = http.GetCaller();
        var query = new ApiQuery(http.Request.Query);
        var page = (await store.OrganizationsAsync(cancellationToken))
            .Where(organization => caller.Sees(organization.Id))
            .Page(query, organization => TenancyLists.Place(organization.CreatedAt, organization.Id.Value), TenancyDocuments.ToDocument);
        return query.Problem is { } problem ? problem : TypedResults.Ok(page);
    }

    public static async Task<Results<Ok<OrganizationDocument>, ApiError>> GetAsync(
        string id, HttpContext http, ITenancyStore store, CancellationToken cancellationToken)
    {
        if ((await FindAsync(id, http, store, cancellationToken)).Failed(out var error, out var organization))
            return error;
        Revisions.Tag(http, organization.Revision);
        return TypedResults.Ok(organization.ToDocument());
    }

    public static async Task<Results<Created<OrganizationDocument>, ApiError>> CreateAsync(
        HttpContext http, TenancyWrites writes, CancellationToken cancellationToken)
    {
        if ((await RequestDocument.ReadAsync<CreateOrganizationRequest>(http, cancellationToken)).Failed(out var error, out var request)
            || Fields.Name(request.Name).Failed(out error, out var name))
            return error;
        var now = writes.Now;
        var organization = new Organization(new OrganizationId(Guid.CreateVersion7(now)), name, now, Revision: 1);
        var audit = Entry(http, now, "organization.create", null, organization, organization);
        if (await CommitAsync(writes, organization, writes.Store.SaveAsync(organization, audit, cancellationToken)) is { } failure)
            return failure;
        Revisions.Tag(http, organization.Revision);
        return TypedResults.Created($"/api/organizations/{organization.Id}", organization.ToDocument());
    }

    public static async Task<Results<Ok<OrganizationDocument>, ApiError>> UpdateAsync(
        string id, HttpContext http, TenancyWrites writes, CancellationToken cancellationToken)
    {
        if ((await FindAsync(id, http, writes.Store, cancellationToken)).Failed(out var error, out var before)
            || MayWrite(http).Failed(out error, out _)
            || (await RequestDocument.ReadChangeAsync<UpdateOrganizationRequest, OrganizationDocument>(http, before.ToDocument(), cancellationToken))
                .Failed(out error, out var request)
            || Fields.Name(HttpMethods.IsPut(http.Request.Method) ? request.Name.Value : request.Name.Or(before.Name)).Failed(out error, out var name))
            return error;
        if (Revisions.CheckUpdate(http, request.Revision, before.Revision, Kind) is { } stale)
            return stale;
        var after = before with { Name = name, Revision = before.Revision + 1 };
        var audit = Entry(http, writes.Now, "organization.update", before, after, after);
        if (await CommitAsync(writes, after, writes.Store.SaveAsync(after, audit, cancellationToken)) is { } failure)
            return failure;
        Revisions.Tag(http, after.Revision);
        return TypedResults.Ok(after.ToDocument());
    }

    public static async Task<Results<NoContent, ApiError>> DeleteAsync(
        string id, HttpContext http, TenancyWrites writes, CancellationToken cancellationToken)
    {
        if ((await FindAsync(id, http, writes.Store, cancellationToken)).Failed(out var error, out var organization)
            || MayWrite(http).Failed(out error, out _))
            return error;
        if (organization.Id == OrganizationId.Default)
            return ApiError.Conflict("default_organization", "The default organization is the installation's own and cannot be deleted.");
        if (Revisions.CheckDeletion(http, organization.Revision, Kind) is { } stale)
            return stale;
        var audit = Entry(http, writes.Now, "organization.delete", organization, null, organization);
        var write = writes.Store.DeleteAsync(organization.Id, organization.Revision, audit, cancellationToken);
        return await CommitAsync(writes, organization, write) is { } failure ? failure : TypedResults.NoContent();
    }

    /// <summary>Whether it is one's own or not is settled before, so that another organization's existence does not show.</summary>
    private static Outcome<Caller> MayWrite(HttpContext http) =>
        http.GetCaller() is { IsInstallationAdministrator: true } caller
            ? caller
            : ApiError.Forbidden("Only administrators of the default organization change organizations.");

    private static async Task<Outcome<Organization>> FindAsync(string id, HttpContext http, ITenancyStore store, CancellationToken cancellationToken)
    {
        var organizations = Guid.TryParse(id, out var value) ? await store.OrganizationsAsync(cancellationToken) : [];
        var found = organizations.FirstOrDefault(organization => organization.Id.Value == value && http.GetCaller().Sees(organization.Id));
        return found is null ? ApiError.NotFound(Kind, id) : found;
    }

    private static Task<ApiError?> CommitAsync(TenancyWrites writes, Organization organization, Task<WriteResult> write) =>
        writes.CommitAsync(
            write, Kind, organization.Id.ToString(), "name",
            "The organization still has teams, users or keys. Revoked keys count too: its usage refers to them.");

    private static AuditEntry Entry(HttpContext http, DateTimeOffset at, string action, Organization? before, Organization? after, Organization target) =>
        AuditEntries.Of(http.GetCaller(), at, target.Id, action, target.Id.ToString(), before?.ToDocument(), after?.ToDocument());
}
