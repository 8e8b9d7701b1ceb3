using HybridAi.Core.Audit;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Audit;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Tenancy;

/// <summary>What reading and writing organizations, teams and users have in common.</summary>
/// <param name="Name">What one is called: in messages, in the audit log and, with an s, in its path.</param>
/// <param name="UniqueField">The field that no two of them may share.</param>
/// <param name="References">Why one cannot be written while others refer to it, or after what it refers to is gone.</param>
/// <param name="AllAsync">Reads all of them.</param>
/// <param name="Facts">What they all have.</param>
/// <param name="ToDocument">One as the API shows it.</param>
internal sealed record TenantKind<T, TDocument>(
    string Name, string UniqueField, string References, Func<ITenancyStore, CancellationToken, Task<IReadOnlyList<T>>> AllAsync,
    Func<T, TenantFacts> Facts, Func<T, TDocument> ToDocument)
    where T : class
    where TDocument : class
{
    public async Task<Outcome<T>> FindAsync(string id, HttpContext http, ITenancyStore store, CancellationToken cancellationToken)
    {
        var all = Guid.TryParse(id, out var value) ? await AllAsync(store, cancellationToken) : [];
        var found = all.FirstOrDefault(tenant => Facts(tenant).Id == value && http.GetCaller().Sees(Facts(tenant).OrganizationId));
        return found is null ? ApiError.NotFound(Name, id) : found;
    }

    public async Task<Results<Ok<TDocument>, ApiError>> GetAsync(string id, HttpContext http, ITenancyStore store, CancellationToken cancellationToken) =>
        (await FindAsync(id, http, store, cancellationToken)).Failed(out var error, out var tenant) ? error : Show(http, tenant);

    public async Task<Results<Created<TDocument>, ApiError>> CreateAsync(
        HttpContext http, TenancyWrites writes, T created, Func<AuditEntry, Task<WriteResult>> save)
    {
        var facts = Facts(created);
        if (await CommitAsync(http, writes, facts.CreatedAt, null, created, save) is { } failure)
            return failure;
        Revisions.Tag(http, facts.Revision);
        return TypedResults.Created($"/api/{Name}s/{facts.Id}", ToDocument(created));
    }

    /// <param name="revision">The revision that the request's body names, or null.</param>
    public async Task<Results<Ok<TDocument>, ApiError>> UpdateAsync(
        HttpContext http, TenancyWrites writes, long? revision, T before, T after, Func<AuditEntry, Task<WriteResult>> save)
    {
        if (Revisions.CheckUpdate(http, revision, Facts(before).Revision, Name) is { } stale)
            return stale;
        return await CommitAsync(http, writes, writes.Now, before, after, save) is { } failure ? failure : Show(http, after);
    }

    public async Task<Results<NoContent, ApiError>> DeleteAsync(
        HttpContext http, TenancyWrites writes, T deleted, Func<AuditEntry, Task<WriteResult>> delete)
    {
        if (Revisions.CheckDeletion(http, Facts(deleted).Revision, Name) is { } stale)
            return stale;
        return await CommitAsync(http, writes, writes.Now, deleted, null, delete) is { } failure ? failure : TypedResults.NoContent();
    }

    private Ok<TDocument> Show(HttpContext http, T tenant)
    {
        Revisions.Tag(http, Facts(tenant).Revision);
        return TypedResults.Ok(ToDocument(tenant));
    }

    private Task<ApiError?> CommitAsync(
        HttpContext http, TenancyWrites writes, DateTimeOffset at, T? before, T? after, Func<AuditEntry, Task<WriteResult>> write)
    {
        var (id, organization, _, _) = Facts((after ?? before)!);
        var action = $"{Name}.{(before is null ? "create" : after is null ? "delete" : "update")}";
        var audit = AuditEntries.Of(
            http.GetCaller(), at, organization, action, id.ToString(), before is null ? null : ToDocument(before), after is null ? null : ToDocument(after));
        return writes.CommitAsync(write(audit), Name, id.ToString(), UniqueField, References);
    }
}

/// <summary>What organizations, teams and users all have. An organization belongs to itself.</summary>
internal readonly record struct TenantFacts(Guid Id, OrganizationId OrganizationId, DateTimeOffset CreatedAt, long Revision);
