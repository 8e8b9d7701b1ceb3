using HybridAi.Client.Routing;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Routing;

internal static class RoutingRulesApi
{
    public const string Path = "/api/routing/rules";

    private static readonly QueryParameters Revision = new(("revision", "The revision that was read; another one answers 409. Also as If-Match."));

    public static void MapRoutingRulesApi(this IEndpointRouteBuilder api)
    {
        api.MapGroup("/routing").WithTags("Routing").RequireInstallationRole(Role.Viewer).MapGet("", RoutingSettings.Read)
            .Describe("getRouting", "Read how requests are routed where no rule says otherwise, and the strategies that there are");
        // Rules are the installation's: they are for requests of every organization.
        var rules = api.MapGroup("/routing/rules").WithTags("Routing").RequireInstallationRole(Role.Viewer);
        rules.MapGet("", (RoutingRuleHandlers handlers, HttpContext http, CancellationToken token) => handlers.GetAllAsync(http, token))
            .Describe("getRoutingRules", "Read all routing rules in their order");
        rules.MapPost("dry-run", (RuleDryRun dryRun, HttpContext http, CancellationToken token) => dryRun.RunAsync(http, token)).AcceptsJson<RoutingDryRunRequest>()
            .Describe("dryRunRoutingRules", "Try where rules, saved or sent along, would send a request, and why; no provider is called");
        rules.MapGet("versions", (RoutingRuleHandlers handlers, CancellationToken token) => handlers.VersionsAsync(token))
            .Describe("listRoutingRuleVersions", "List the versions that are kept, newest first, without their rules");
        rules.MapGet("versions/{revision}", (string revision, RoutingRuleHandlers handlers, CancellationToken token) => handlers.VersionAsync(revision, token))
            .Describe("getRoutingRuleVersion", "Read a version of the routing rules");
        rules.MapGet("{name}", (string name, RoutingRuleHandlers handlers, HttpContext http, CancellationToken token) => handlers.GetAsync(name, http, token))
            .Describe("getRoutingRule", "Read a routing rule");
        rules.MapGroup("").RequireInstallationAdministrator().MapWrites();
    }

    private static void MapWrites(this IEndpointRouteBuilder rules)
    {
        rules.MapPut("", (RoutingRuleHandlers handlers, HttpContext http, CancellationToken token) => handlers.ReplaceAllAsync(http, token))
            .AcceptsJson<RoutingRuleSetDocument>().Describe("replaceRoutingRules", "Replace all routing rules", Revision);
        rules.MapPost("", (RoutingRuleHandlers handlers, HttpContext http, CancellationToken token) => handlers.CreateAsync(http, token))
            .AcceptsJson<RoutingRuleDocument>().Describe("createRoutingRule", "Add a routing rule at its position, else behind the others", Revision);
        rules.MapPost("versions/{revision}/restore", (string revision, RoutingRuleHandlers handlers, HttpContext http, CancellationToken token) =>
                handlers.RestoreAsync(revision, http, token))
            .Describe("restoreRoutingRules", "Make the rules of an earlier version the current ones again, as a new version");
        rules.MapPut("{name}", (string name, RoutingRuleHandlers handlers, HttpContext http, CancellationToken token) => handlers.ReplaceAsync(name, http, token))
            .AcceptsJson<RoutingRuleDocument>().Describe("replaceRoutingRule", "Replace a routing rule; what is left out takes its default", Revision);
        rules.MapDelete("{name}", (string name, RoutingRuleHandlers handlers, HttpContext http, CancellationToken token) => handlers.DeleteAsync(name, http, token))
            .Describe("deleteRoutingRule", "Delete a routing rule", Revision);
    }
}
