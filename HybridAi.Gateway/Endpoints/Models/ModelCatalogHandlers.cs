using HybridAi.Client.Models;
using HybridAi.Client.Paging;
using HybridAi.Core.Catalog;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Node.Snapshots;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Models;

/// <summary>The models that are known: those that providers list, those that they no longer serve, and those of providers that cannot be called yet.</summary>
internal sealed class ModelCatalogHandlers(SnapshotHolder snapshots, ModelCatalog catalog, TimeProvider time)
{
    private static readonly string[] Kinds = [.. Enum.GetValues<ModelKind>().Select(CatalogDocuments.NameOf)];
    private static readonly string[] Statuses = [.. Enum.GetValues<ModelStatus>().Select(CatalogDocuments.NameOf)];

    public Results<Ok<DocumentPage<CatalogModelDocument>>, ApiError> List(HttpContext http)
    {
        var query = new ApiQuery(http.Request.Query);
        var (provider, search) = (query.Text("provider"), query.Text("search"));
        var (kind, status, capability) = (OneOf(query, "kind", Kinds), OneOf(query, "status", Statuses), OneOf(query, "capability", RequestNeedNames.All));
        if (query.Problem is { } problem)
            return problem;
        return TypedResults.Ok(new DocumentPage<CatalogModelDocument>(
            [
                .. All().Where(model => (provider is null || model.Provider.Equals(provider, StringComparison.OrdinalIgnoreCase)) && (kind is null || model.Kind == kind) && (status is null || model.Status == status)
                    && (capability is null || model.Capabilities.GetValueOrDefault(capability)) && (search is null || Has(model, search))),
            ],
            Next: null));
    }

    /// <summary>Reads one. The rest of a path comes with its slashes as they were sent.</summary>
    public Results<Ok<CatalogModelDocument>, ApiError> Get(string provider, string name)
    {
        name = Uri.UnescapeDataString(name);
        return All().Where(model => model.Provider.Equals(provider, StringComparison.OrdinalIgnoreCase) && (model.Model == name || model.Aliases.Contains(name)))
            .OrderByDescending(model => model.Model == name).FirstOrDefault() is { } found
            ? TypedResults.Ok(found)
            : ApiError.NotFound("model", $"{provider}/{name}");
    }

    private IEnumerable<CatalogModelDocument> All()
    {
        var (snapshot, now) = (snapshots.Current, time.GetUtcNow());
        var called = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var provider in snapshot.Models.Providers)
        {
            // One of another name may serve the same models: what the others would serve is still to be told.
            called.Add(provider.Provider);
            var known = snapshot.Providers[provider.Provider].Profile.Catalog;
            foreach (var deployment in provider.Listed.OrderBy(one => one.Model, StringComparer.Ordinal))
                yield return CatalogDocuments.Of(deployment, snapshot, now);
            foreach (var id in provider.Retired.Keys.Order(StringComparer.Ordinal))
            {
                if (known is not null && catalog.Find(known, id) is { } retired)
                    yield return CatalogDocuments.Of(retired, now) with { Provider = provider.Provider, Simulated = snapshot.Providers[provider.Provider].IsSimulated };
            }
        }

        // What a key would bring.
        foreach (var model in catalog.Models.Where(model => !called.Contains(model.Provider)))
            yield return CatalogDocuments.Of(model, now);
    }

    private static bool Has(CatalogModelDocument model, string text) =>
        model.Model.Contains(text, StringComparison.OrdinalIgnoreCase) || model.Name.Contains(text, StringComparison.OrdinalIgnoreCase)
        || model.Aliases.Any(alias => alias.Contains(text, StringComparison.OrdinalIgnoreCase));

    private static string? OneOf(ApiQuery query, string name, IReadOnlyList<string> values)
    {
        if (query.Text(name) is not { } text)
            return null;
        if (!values.Contains(text))
            query.Fail(name, $"must be one of {string.Join(", ", values)}");
        return text;
    }
}
