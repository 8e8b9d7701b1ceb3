using HybridAi.Client.Deployments;
using HybridAi.Client.Paging;
using HybridAi.Core.Configuration;
using HybridAi.Core.Routing;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Audit;
using HybridAi.Gateway.Endpoints.Documents;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Identity;
using HybridAi.Node.Snapshots;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Deployments;

/// <summary>Deployments as data: registered, changed, drained and deleted while requests go on.</summary>
internal sealed class DeploymentHandlers(
    IDocumentStore<DeploymentDefinition> store, ISnapshotRefresher refresher, SnapshotHolder snapshots, LiveView live, TimeProvider time)
    : DocumentHandlers<DeploymentDefinition, DeploymentDocument, SaveDeploymentRequest>(store, refresher, time)
{
    private const int MostTries = 5;

    private readonly IDocumentStore<DeploymentDefinition> _store = store;
    private readonly ISnapshotRefresher _refresher = refresher;
    private readonly TimeProvider _time = time;

    protected override string Kind => "deployment";

    protected override string AuditName => "deployment";

    protected override string Path => "/api/deployments";

    public Results<Ok<DocumentPage<DeploymentDocument>>, ApiError> List(HttpContext http)
    {
        var query = new ApiQuery(http.Request.Query);
        var (provider, model) = (query.Text("provider"), query.Text("model"));
        if (query.Problem is { } problem)
            return problem;
        return TypedResults.Ok(new DocumentPage<DeploymentDocument>(
            [.. DeploymentDocuments.All(snapshots.Current, live).Where(one => (provider is null || one.Provider == provider) && (model is null || one.Model == model))], Next: null));
    }

    public Results<Ok<DeploymentDocument>, ApiError> Get(string name, HttpContext http)
    {
        if (DeploymentDocuments.All(snapshots.Current, live).FirstOrDefault(one => one.Name == name) is not { } found)
            return ApiError.NotFound(Kind, name);
        if (found.Revision is { } revision)
            Revisions.Tag(http, revision);
        return TypedResults.Ok(found);
    }

    public Task<Results<Ok<DeploymentDocument>, ApiError>> DrainAsync(string name, HttpContext http, CancellationToken cancellationToken) =>
        PutAsync(name, DeploymentStanding.Draining, "deployment.drain", http, cancellationToken);

    public Task<Results<Ok<DeploymentDocument>, ApiError>> ActivateAsync(string name, HttpContext http, CancellationToken cancellationToken) =>
        PutAsync(name, DeploymentStanding.Active, "deployment.activate", http, cancellationToken);

    protected override DeploymentDefinition Read(
        string name, long revision, DateTimeOffset now, SaveDeploymentRequest request, FieldProblems problems, IReadOnlyList<DeploymentDefinition> others) =>
        DeploymentFields.Read(name, revision, now, request, problems, others, snapshots.Current);

    protected override DeploymentDocument Show(DeploymentDefinition document) => DeploymentDocuments.Of(document);

    // A state that is asked for by name holds whatever else was changed meanwhile, so a stale write is tried again.
    private async Task<Results<Ok<DeploymentDocument>, ApiError>> PutAsync(
        string name, DeploymentStanding state, string action, HttpContext http, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            if ((await _store.AllAsync(cancellationToken)).FirstOrDefault(one => one.Name == name) is not { } before)
                return ApiError.NotFound("registered deployment", name);
            var now = DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());
            var after = before.State == state ? before : before with { State = state, Revision = before.Revision + 1, UpdatedAt = now };
            var result = after == before ? WriteResult.Done
                : await _store.SaveAsync(after, AuditEntries.Of(http.GetCaller(), now, OrganizationId.Default, action, name, Show(before), Show(after)), cancellationToken);
            if (result == WriteResult.Stale && tries < MostTries)
                continue;
            if (result != WriteResult.Done)
                return result == WriteResult.Stale ? ApiError.Stale(Kind) : ApiError.NotFound(Kind, name);
            // The change stands, whether its caller waits or not.
            await _refresher.RefreshAsync(CancellationToken.None);
            Revisions.Tag(http, after.Revision);
            return TypedResults.Ok(DeploymentDocuments.All(snapshots.Current, live).FirstOrDefault(one => one.Name == name && one.Registered) ?? Show(after));
        }
    }
}
