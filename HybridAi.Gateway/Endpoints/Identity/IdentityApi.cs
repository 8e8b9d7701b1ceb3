using HybridAi.Client.Identity;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Identity;

internal static class IdentityApi
{
    public static void MapIdentityApi(this IEndpointRouteBuilder api) =>
        api.MapGet("/me", MeAsync).WithTags("Identity").Describe("me", "Tell who the key of this request is");

    /// <summary>Every role may ask.</summary>
    private static async Task<Results<Ok<MeDocument>, ApiError>> MeAsync(HttpContext http, ITenancyStore store, CancellationToken cancellationToken)
    {
        var caller = http.GetCaller();
        var organizations = await store.OrganizationsAsync(cancellationToken);
        return TypedResults.Ok(new MeDocument
        {
            KeyId = caller.KeyId.Value,
            KeyName = caller.KeyName,
            Role = RoleRequirement.Name(caller.Role),
            OrganizationId = caller.OrganizationId.Value,
            OrganizationName = organizations.FirstOrDefault(organization => organization.Id == caller.OrganizationId)?.Name ?? "",
            TeamId = caller.TeamId?.Value,
            UserId = caller.UserId?.Value,
            InstallationAdministrator = caller.IsInstallationAdministrator,
        });
    }
}
