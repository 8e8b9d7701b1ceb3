using HybridAi.Client.Paging;
using HybridAi.Client.Tenancy;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Tenancy;

internal static class OrganizationHandlers
{
    private static readonly TenantKind<Organization, OrganizationDocument> Kind = new(
        "organization", "name", "The organization still has teams, users or keys. Revoked keys count too: its usage refers to them.",
        (store, cancellationToken) => store.OrganizationsAsync(cancellationToken),
        organization => new TenantFacts(organization.Id.Value, organization.Id, organization.CreatedAt, organization.Revision),
        TenancyDocuments.ToDocument);

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

    public static Task<Results<Ok<OrganizationDocument>, ApiError>> GetAsync(
        string id, HttpContext http, ITenancyStore store, CancellationToken cancellationToken) => Kind.GetAsync(id, http, store, cancellationToken);

    public static async Task<Results<Created<OrganizationDocument>, ApiError>> CreateAsync(
        HttpContext http, TenancyWrites writes, CancellationToken cancellationToken)
    {
        if ((await RequestDocument.ReadAsync<CreateOrganizationRequest>(http, cancellationToken)).Failed(out var error, out var request)
            || Fields.Name(request.Name).Failed(out error, out var name))
            return error;
        var now = writes.Now;
        var organization = new Organization(new OrganizationId(Guid.CreateVersion7(now)), name, now, Revision: 1);
        return await Kind.CreateAsync(http, writes, organization, audit => writes.Store.SaveAsync(organization, audit, cancellationToken));
    }

    public static async Task<Results<Ok<OrganizationDocument>, ApiError>> UpdateAsync(
        string id, HttpContext http, TenancyWrites writes, CancellationToken cancellationToken)
    {
        if ((await Kind.FindAsync(id, http, writes.Store, cancellationToken)).Failed(out var error, out var before)
            || MayWrite(http).Failed(out error, out _)
            || (await RequestDocument.ReadChangeAsync<UpdateOrganizationRequest, OrganizationDocument>(http, before.ToDocument(), cancellationToken))
                .Failed(out error, out var request)
            || Fields.Name(http, request.Name, before.Name).Failed(out error, out var name))
            return error;
        var after = before with { Name = name, Revision = before.Revision + 1 };
        return await Kind.UpdateAsync(http, writes, request.Revision, before, after, audit => writes.Store.SaveAsync(after, audit, cancellationToken));
    }

    public static async Task<Results<NoContent, ApiError>> DeleteAsync(
        string id, HttpContext http, TenancyWrites writes, CancellationToken cancellationToken)
    {
        if ((await Kind.FindAsync(id, http, writes.Store, cancellationToken)).Failed(out var error, out var organization)
            || MayWrite(http).Failed(out error, out _))
            return error;
        if (organization.Id == OrganizationId.Default)
            return ApiError.Conflict("default_organization", "The default organization is the installation's own and cannot be deleted.");
        return await Kind.DeleteAsync(http, writes, organization, audit => writes.Store.DeleteAsync(organization.Id, organization.Revision, audit, cancellationToken));
    }

    /// <summary>Whether it is one's own or not is settled before, so that another organization's existence does not show.</summary>
    private static Outcome<Caller> MayWrite(HttpContext http) =>
        http.GetCaller() is { IsInstallationAdministrator: true } caller
            ? caller
            : ApiError.Forbidden("Only administrators of the default organization change organizations.");
}
