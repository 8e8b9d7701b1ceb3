using HybridAi.Client.Documents;
using HybridAi.Client.Paging;
using HybridAi.Core.Configuration;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Audit;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Identity;
using HybridAi.Node.Snapshots;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Documents;

/// <summary>
/// Lists, reads, creates, replaces and deletes the documents of one kind. A derived class says how a request becomes a document and how a
/// document is shown; names, revisions, audit and the spread to all nodes are the same for all kinds.
/// </summary>
/// <typeparam name="T">The document.</typeparam>
/// <typeparam name="TShown">What the API shows of it.</typeparam>
/// <typeparam name="TRequest">What creates or replaces it.</typeparam>
internal abstract class DocumentHandlers<T, TShown, TRequest>(IDocumentStore<T> store, ISnapshotRefresher refresher, TimeProvider time)
    where T : class, IConfigurationDocument
    where TShown : class
    where TRequest : class, IDocumentRequest
{
    /// <summary>What one is called in messages: "rate limit".</summary>
    protected abstract string Kind { get; }

    /// <summary>What its changes are called in the audit log: "ratelimit" gives "ratelimit.create".</summary>
    protected abstract string AuditName { get; }

    /// <summary>Where it is read: "/api/ratelimits/config".</summary>
    protected abstract string Path { get; }

    /// <summary>The time as the database keeps it: whole milliseconds.</summary>
    protected DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    public async Task<Ok<DocumentPage<TShown>>> ListAsync(CancellationToken cancellationToken) =>
        TypedResults.Ok(new DocumentPage<TShown>([.. (await store.AllAsync(cancellationToken)).Select(Show)], Next: null));

    public async Task<Results<Ok<TShown>, ApiError>> GetAsync(string name, HttpContext http, CancellationToken cancellationToken)
    {
        if ((await FindAsync(name, cancellationToken)).Failed(out var error, out var document))
            return error;
        Revisions.Tag(http, document.Revision);
        return TypedResults.Ok(Show(document));
    }

    public async Task<Results<Created<TShown>, ApiError>> CreateAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if ((await RequestDocument.ReadAsync<TRequest>(http, cancellationToken)).Failed(out var error, out var request)
            || DocumentName.Read(request.Name).Failed(out error, out var name)
            || (await SaveAsync(http, null, name, request, cancellationToken)).Failed(out error, out var saved))
            return error;
        return TypedResults.Created($"{Path}/{name}", saved);
    }

    public async Task<Results<Ok<TShown>, ApiError>> ReplaceAsync(string name, HttpContext http, CancellationToken cancellationToken)
    {
        if ((await FindAsync(name, cancellationToken)).Failed(out var error, out var before)
            || (await RequestDocument.ReadAsync<TRequest>(http, cancellationToken)).Failed(out error, out var request))
            return error;
        if (request.Name is { } renamed && renamed.Trim() != before.Name)
            return ApiError.Invalid("name", "cannot be changed; create another one and delete this one");
        if (Revisions.CheckUpdate(http, request.Revision, before.Revision, Kind) is { } stale)
            return stale;
        if ((await SaveAsync(http, before, before.Name, request, cancellationToken)).Failed(out error, out var saved))
            return error;
        return TypedResults.Ok(saved);
    }

    public async Task<Results<NoContent, ApiError>> DeleteAsync(string name, HttpContext http, CancellationToken cancellationToken)
    {
        if ((await FindAsync(name, cancellationToken)).Failed(out var error, out var before))
            return error;
        if (Revisions.CheckDeletion(http, before.Revision, Kind) is { } stale)
            return stale;
        var result = await store.DeleteAsync(before.Name, before.Revision, AuditEntries.Of(
            http.GetCaller(), Now, OrganizationId.Default, $"{AuditName}.delete", before.Name, Show(before), null), cancellationToken);
        if (result != WriteResult.Done)
            return result == WriteResult.Stale ? ApiError.Stale(Kind) : ApiError.NotFound(Kind, name);
        await refresher.RefreshAsync(CancellationToken.None);
        return TypedResults.NoContent();
    }

    /// <summary>Reads what a request asks for, and names everything that is wrong with it.</summary>
    /// <param name="name">The document's name.</param>
    /// <param name="revision">Its new revision.</param>
    /// <param name="now">When it is changed.</param>
    /// <param name="request">The request.</param>
    /// <param name="problems">What is wrong; if there is anything, the result is not used.</param>
    /// <param name="others">The other documents of the kind, as they stand.</param>
    protected abstract T Read(string name, long revision, DateTimeOffset now, TRequest request, FieldProblems problems, IReadOnlyList<T> others);

    /// <summary>What else is to be done once a document was stored and serves.</summary>
    protected virtual Task SavedAsync(T document) => Task.CompletedTask;

    /// <summary>A document as the API shows it.</summary>
    protected abstract TShown Show(T document);

    private async Task<Outcome<TShown>> SaveAsync(HttpContext http, T? before, string name, TRequest request, CancellationToken cancellationToken)
    {
        var others = (await store.AllAsync(cancellationToken)).Where(other => other.Name != name).ToArray();
        var problems = new FieldProblems();
        var after = Read(name, (before?.Revision ?? 0) + 1, Now, request, problems, others);
        if (problems.ToError() is { } wrong)
            return wrong;
        return await SaveAsync(http, before, after, before is null ? "create" : "update", cancellationToken);
    }

    /// <summary>Stores a document that is new or has changed, with who did it, and completes once it serves.</summary>
    /// <param name="http">The request, whose answer gets the ETag.</param>
    /// <param name="before">The document as it stood, or null.</param>
    /// <param name="after">The document.</param>
    /// <param name="action">What is done, for the audit log: "create".</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    protected async Task<Outcome<TShown>> SaveAsync(HttpContext http, T? before, T after, string action, CancellationToken cancellationToken)
    {
        var name = after.Name;
        var entry = AuditEntries.Of(http.GetCaller(), Now, OrganizationId.Default, $"{AuditName}.{action}", name, before is null ? null : Show(before), Show(after));
        switch (await store.SaveAsync(after, entry, cancellationToken))
        {
            case WriteResult.Duplicate:
                return ApiError.Conflict("duplicate", $"There is already a {Kind} '{name}'. PUT {Path}/{name} replaces it.", "name");
            case WriteResult.Stale:
                return ApiError.Stale(Kind);
            case WriteResult.NotFound:
                return ApiError.NotFound(Kind, name);
        }

        // The change stands, whether its caller waits or not.
        await refresher.RefreshAsync(CancellationToken.None);
        await SavedAsync(after);
        Revisions.Tag(http, after.Revision);
        return Show(after);
    }

    /// <summary>Finds a document by its name in any case.</summary>
    protected async Task<Outcome<T>> FindAsync(string name, CancellationToken cancellationToken) =>
        (await store.AllAsync(cancellationToken)).FirstOrDefault(document => document.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found
            ? found
            : ApiError.NotFound(Kind, name);
}
