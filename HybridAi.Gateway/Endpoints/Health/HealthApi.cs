using HybridAi.Client.Health;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Health;

internal static class HealthApi
{
    private static readonly QueryParameters History = QueryParameters.Paged(
        ("deployment", "Only of this deployment (its id)."), ("changes", "`true`: only those that ended with another level."));

    public static void MapHealthApi(this IEndpointRouteBuilder api)
    {
        // How providers are is the installation's business.
        var health = api.MapGroup("/ai/health").WithTags("Health");
        health.MapGet("", AiHealthHandler.ReadAsync).RequireInstallationRole(Role.Viewer)
            .Describe("readHealth", "Read how the system, its providers and deployments are, what requests came to in a day, and what makes them better; a page for `Accept: text/html`");
        health.MapPost("", HealthActions.ActAsync).RequireInstallationAdministrator().AcceptsJson<ActOnHealthRequest>()
            .Describe("actOnHealth", "Close circuits, switch a provider on or off, bound what it may cost, run what makes things better, or clear the cache");
        api.MapGroup("/providers").WithTags("Health").RequireInstallationRole(Role.Viewer)
            .MapGet("{name}/health", AiHealthHandler.HistoryAsync).Describe("listProviderHealth", "List how a provider and its deployments were, newest first", History);
    }
}
