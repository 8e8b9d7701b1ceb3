using HybridAi.Client.Identity;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Identity;
using HybridAi.Storage;
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
        return TypedResults.Ok(new MeDocument
        {
            KeyId = caller.KeyId.Value,
            KeyName = caller.KeyName,
            Role = RoleRequirement.Name(caller.Role),
            OrganizationId = caller.OrganizationId.Value,
            OrganizationName = await NameAsync(caller.OrganizationId, store, cancellationToken),
            TeamId = caller.TeamId?.Value,
            UserId = caller.UserId?.Value,
            InstallationAdministrator = caller.IsInstallationAdministrator,
        });
    }

    // Who the caller is, the snapshot knows; without the database only the name is missing.
    private static async Task<string?> NameAsync(OrganizationId organization, ITenancyStore store, CancellationToken cancellationToken)
    {
        try
        {
            return (await store.OrganizationsAsync(cancellationToken)).FirstOrDefault(one => one.Id == organization)?.Name;
        }
        catch (StorageUnavailableException)
        {
            return null;
        }
    }
}
