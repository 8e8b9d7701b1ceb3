using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Models;

internal static class ModelsApi
{
    private static readonly QueryParameters Filters = new(
        ("provider", "Only this provider's."), ("kind", "Only those for this, such as `chat` or `embedding`."),
        ("status", "Only `active`, `preview`, `legacy`, `deprecated` or `retired` ones."),
        ("capability", "Only those that are known to be able to do this, such as `tools` or `vision`."), ("search", "Only those whose id, name or alias has this."));

    public static void MapModelsApi(this IEndpointRouteBuilder api)
    {
        // Of deployments it has the names, as the models of the inference API have, and what requests are priced by: each organization's are. All else of them is the installation's.
        var models = api.MapGroup("/models").WithTags("Models").RequireRole(Role.Viewer);
        models.MapGet("", (ModelCatalogHandlers handlers, HttpContext http) => handlers.List(http))
            .Describe("listCatalog", "List the models that are known, served or not, with what they can do and cost", Filters);
        models.MapGet("{provider}/{**name}", (string provider, string name, ModelCatalogHandlers handlers) => handlers.Get(provider, name))
            .Describe("getCatalogModel", "Read a provider's model by its id, with what it can do and its prices over time");
    }
}
