using HybridAi.Core.Routing;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Identity;
using HybridAi.Gateway.Inference;
using HybridAi.Node.Snapshots;

namespace HybridAi.Gateway.Endpoints.Inference;

/// <summary><c>GET /v1/models[/{id}]</c>: what the key can use, by every name that it can be asked for.</summary>
internal sealed class ModelsHandler(SnapshotHolder snapshots, TimeProvider time)
{
    public async Task ListAsync(HttpContext http)
    {
        if (await IdentifyAsync(http) is not var (snapshot, key))
            return;
        var documents = new List<ModelDocument>();
        foreach (var alias in snapshot.Models.Aliases.Keys.Order(StringComparer.Ordinal))
            Add(documents, snapshot, key, alias);
        foreach (var auto in snapshot.AutoModels.All.Select(auto => auto.Name).Order(StringComparer.Ordinal))
            Add(documents, snapshot, key, auto);
        foreach (var deployment in snapshot.Models.Providers.SelectMany(provider => provider.Listed))
        {
            // A bare id can stand for something else: then the qualified name is the one to use.
            var reachable = snapshot.Models.Find(deployment.Model) is { } found && Array.Exists(found, one => one.QualifiedModel == deployment.QualifiedModel);
            if (!reachable || snapshot.Models.Find(deployment.Model)![0].QualifiedModel == deployment.QualifiedModel)
                Add(documents, snapshot, key, reachable ? deployment.Model : deployment.QualifiedModel);
        }

        await http.Response.WriteAsJsonAsync(new ModelList("list", documents), ModelJson.Default.ModelList, contentType: "application/json", http.RequestAborted);
    }

    public async Task FindAsync(HttpContext http)
    {
        if (await IdentifyAsync(http) is not var (snapshot, key))
            return;
        var name = Uri.UnescapeDataString((string?)http.GetRouteValue("id") ?? "");
        if (Describe(snapshot, key, name) is { } document)
            await http.Response.WriteAsJsonAsync(document, ModelJson.Default.ModelDocument, contentType: "application/json", http.RequestAborted);
        else
            await ErrorWriter.WriteAsync(http, new GatewayError(GatewayErrorCode.ModelNotFound, snapshot.Models.Explain(name), "model"), OpenAiErrorShape.Instance);
    }

    private static void Add(List<ModelDocument> documents, GatewaySnapshot snapshot, SnapshotKey key, string name)
    {
        if (Describe(snapshot, key, name) is { } document)
            documents.Add(document);
    }

    private static ModelDocument? Describe(GatewaySnapshot snapshot, SnapshotKey key, string name)
    {
        if (snapshot.Models.Find(name) is not { } found || (found = key.AllowedModels?.Filter(name, found) ?? found).Length == 0)
            return null;
        var first = found[0];
        // It is whatever is picked, so what it can do is not one thing.
        if (snapshot.AutoModels.Find(name) is not null)
            return new ModelDocument(name, "model", 0, "hybridai", null, null, new ModelOrigin([.. found.Select(deployment => deployment.Id)], Array.TrueForAll(found, deployment => snapshot.EndpointOf(deployment).IsSimulated), null, null));
        var released = first.CatalogModel?.ReleaseDate is { } day ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds() : 0;
        return new ModelDocument(
            name, "model", released, first.Provider, first.CatalogModel?.ContextWindow, first.CatalogModel?.MaxOutputTokens,
            new ModelOrigin([.. found.Select(deployment => deployment.Id)], snapshot.EndpointOf(first).IsSimulated, StatusOf(first), first.Kind?.ToString().ToLowerInvariant()));
    }

    private static string? StatusOf(Deployment deployment) => deployment.CatalogModel?.Status.ToString().ToLowerInvariant();

    private async ValueTask<(GatewaySnapshot Snapshot, SnapshotKey Key)?> IdentifyAsync(HttpContext http)
    {
        RequestIds.Tag(http, time);
        var snapshot = snapshots.Current;
        if (SnapshotAuthenticator.Find(snapshot, http, time.GetUtcNow(), out var failure) is { } key)
            return (snapshot, key);
        await ErrorWriter.WriteAsync(http, Identifier.Refuse(failure), OpenAiErrorShape.Instance);
        return null;
    }
}
