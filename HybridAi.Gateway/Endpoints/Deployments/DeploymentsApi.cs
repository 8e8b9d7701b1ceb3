using HybridAi.Client.Deployments;
using HybridAi.Client.Providers;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Deployments;

internal static class DeploymentsApi
{
    private static readonly QueryParameters Filters = new(("provider", "Only this provider's."), ("model", "Only those of this model."));
    private static readonly QueryParameters Revision = new(("revision", "The revision that was read; another one answers 409. Also as If-Match."));

    public static void MapDeploymentsApi(this IEndpointRouteBuilder api)
    {
        // Deployments are the installation's: what they do concerns every organization.
        var deployments = api.MapGroup("/deployments").WithTags("Deployments").RequireInstallationRole(Role.Viewer);
        deployments.MapGet("", (DeploymentHandlers handlers, HttpContext http) => handlers.List(http))
            .Describe("listDeployments", "List all deployments, registered or not, with how they do on this node", Filters);
        deployments.MapGet("{**name}", (string name, DeploymentHandlers handlers, HttpContext http) => handlers.Get(name, http))
            .Describe("getDeployment", "Read a deployment, with how it does on this node");
        var writes = deployments.MapGroup("").RequireInstallationAdministrator();
        writes.MapPost("", (DeploymentHandlers handlers, HttpContext http, CancellationToken token) => handlers.CreateAsync(http, token)).AcceptsJson<SaveDeploymentRequest>()
            .Describe("createDeployment", "Register a deployment");
        writes.MapPut("{name}", (string name, DeploymentHandlers handlers, HttpContext http, CancellationToken token) => handlers.ReplaceAsync(name, http, token))
            .AcceptsJson<SaveDeploymentRequest>().Describe("replaceDeployment", "Replace a registered deployment; what is left out takes its default", Revision);
        writes.MapDelete("{name}", (string name, DeploymentHandlers handlers, HttpContext http, CancellationToken token) => handlers.DeleteAsync(name, http, token))
            .Describe("deleteDeployment", "Delete a registered deployment; what is in flight finishes", Revision);
        writes.MapPost("{name}/drain", (string name, DeploymentHandlers handlers, HttpContext http, CancellationToken token) => handlers.DrainAsync(name, http, token))
            .Describe("drainDeployment", "Give a registered deployment no new requests; what is in flight finishes");
        writes.MapPost("{name}/activate", (string name, DeploymentHandlers handlers, HttpContext http, CancellationToken token) => handlers.ActivateAsync(name, http, token))
            .Describe("activateDeployment", "Give a registered deployment requests again");
        api.MapExtraKeys();
    }

    private static void MapExtraKeys(this IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("/providers/{name}/keys").WithTags("Providers").RequireInstallationRole(Role.Viewer);
        keys.MapGet("", (string name, ExtraKeyHandlers handlers) => handlers.List(name)).Describe("listProviderKeys", "List the names of a provider's extra keys, beside its own");
        var writes = keys.MapGroup("{key}").RequireInstallationAdministrator();
        writes.MapPut("", (string name, string key, ExtraKeyHandlers handlers, HttpContext http, CancellationToken token) => handlers.SetAsync(name, key, http, token))
            .AcceptsJson<SetProviderKeyRequest>().Describe("setProviderExtraKey", "Set an extra key of a provider, for deployments to be called with; it is kept encrypted and never shown");
        writes.MapDelete("", (string name, string key, ExtraKeyHandlers handlers, HttpContext http, CancellationToken token) => handlers.DeleteAsync(name, key, http, token))
            .Describe("deleteProviderExtraKey", "Delete an extra key of a provider that no deployment uses any more");
    }
}
