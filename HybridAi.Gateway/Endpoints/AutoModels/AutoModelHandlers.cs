using HybridAi.Client.AutoModels;
using HybridAi.Client.Paging;
using HybridAi.Core.Configuration;
using HybridAi.Core.Routing.Auto;
using HybridAi.Gateway.Endpoints.Documents;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Node.Snapshots;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.AutoModels;

/// <summary>Auto models as data.</summary>
internal sealed class AutoModelHandlers(IDocumentStore<AutoModelDefinition> store, ISnapshotRefresher refresher, SnapshotHolder snapshots, TimeProvider time)
    : DocumentHandlers<AutoModelDefinition, AutoModelDocument, SaveAutoModelRequest>(store, refresher, time)
{
    private readonly IDocumentStore<AutoModelDefinition> _store = store;

    protected override string Kind => "auto model";

    protected override string AuditName => "auto-model";

    protected override string Path => "/api/auto-models";

    public new async Task<Ok<DocumentPage<AutoModelDocument>>> ListAsync(CancellationToken cancellationToken)
    {
        var snapshot = snapshots.Current;
        var defined = (await _store.AllAsync(cancellationToken)).Select(AutoModelDocuments.Of).ToArray();
        var all = defined.Select(document => AutoModelDocuments.Complete(document, snapshot));
        return TypedResults.Ok(new DocumentPage<AutoModelDocument>(
            [.. AutoModelDocuments.BuiltIn(snapshot, defined) is { } builtIn ? all.Prepend(builtIn) : all], Next: null));
    }

    public new async Task<Results<Ok<AutoModelDocument>, ApiError>> GetAsync(string name, HttpContext http, CancellationToken cancellationToken)
    {
        if ((await ListAsync(cancellationToken)).Value!.Data.FirstOrDefault(document => document.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } found)
            return ApiError.NotFound(Kind, name);
        if (found.Revision is { } revision)
            Revisions.Tag(http, revision);
        return TypedResults.Ok(found);
    }

    protected override AutoModelDefinition Read(
        string name, long revision, DateTimeOffset now, SaveAutoModelRequest request, FieldProblems problems, IReadOnlyList<AutoModelDefinition> others) =>
        AutoModelFields.Read(name, revision, now, request, problems, snapshots.Current);

    protected override AutoModelDocument Show(AutoModelDefinition document) => AutoModelDocuments.Of(document);
}
