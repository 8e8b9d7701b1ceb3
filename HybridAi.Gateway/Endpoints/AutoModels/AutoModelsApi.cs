using HybridAi.Client.AutoModels;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.AutoModels;

internal static class AutoModelsApi
{
    private static readonly QueryParameters Revision = new(("revision", "The revision that was read; another one answers 409. Also as If-Match."));

    public static void MapAutoModelsApi(this IEndpointRouteBuilder api)
    {
        // Names of models are the installation's.
        var autos = api.MapGroup("/auto-models").WithTags("Auto models").RequireInstallationRole(Role.Viewer);
        autos.MapGet("", (AutoModelHandlers handlers, CancellationToken token) => handlers.ListAsync(token))
            .Describe("listAutoModels", "List all auto models with what they pick among");
        autos.MapGet("{name}", (string name, AutoModelHandlers handlers, HttpContext http, CancellationToken token) => handlers.GetAsync(name, http, token))
            .Describe("getAutoModel", "Read an auto model with what it picks among");
        var writes = autos.MapGroup("").RequireInstallationAdministrator();
        writes.MapPost("", (AutoModelHandlers handlers, HttpContext http, CancellationToken token) => handlers.CreateAsync(http, token)).AcceptsJson<SaveAutoModelRequest>()
            .Describe("createAutoModel", "Define an auto model; one that is called 'auto' takes the place of the built-in one");
        writes.MapPut("{name}", (string name, AutoModelHandlers handlers, HttpContext http, CancellationToken token) => handlers.ReplaceAsync(name, http, token))
            .AcceptsJson<SaveAutoModelRequest>().Describe("replaceAutoModel", "Replace a defined auto model; what is left out takes its default", Revision);
        writes.MapDelete("{name}", (string name, AutoModelHandlers handlers, HttpContext http, CancellationToken token) => handlers.DeleteAsync(name, http, token))
            .Describe("deleteAutoModel", "Delete a defined auto model; 'auto' is the built-in one again", Revision);
    }
}
