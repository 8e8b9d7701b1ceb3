using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.ErrorGroups;

internal static class ErrorGroupsApi
{
    private static readonly QueryParameters List = QueryParameters.Paged(
        ("state", "Only `open` or only `resolved` ones."), ("source", "Only `provider`, `gateway` or `caller`."), ("provider", "Only this provider's."),
        ("deployment", "Only this deployment's."), ("cause", "Only those of this cause, such as `ServerError`."));

    public static void MapErrorGroupsApi(this IEndpointRouteBuilder api)
    {
        // A group has failures of every organization's requests.
        var errors = api.MapGroup("/errors").WithTags("Errors").RequireInstallationRole(Role.Viewer);
        errors.MapGet("", ErrorGroupHandlers.ListAsync).Describe("listErrorGroups", "List failures by what they have in common, those that failed last first", List);
        errors.MapGet("{id}", ErrorGroupHandlers.GetAsync).Describe("getErrorGroup", "Read one group of failures");
        errors.MapPost("{id}/resolve", ErrorGroupHandlers.ResolveAsync).RequireInstallationRole(Role.Operator)
            .Describe("resolveErrorGroup", "Say that a group of failures is over; it opens again by itself if it fails again");
        errors.MapPost("{id}/reopen", ErrorGroupHandlers.ReopenAsync).RequireInstallationRole(Role.Operator).Describe("reopenErrorGroup", "Say that a group of failures is not over");
    }
}
