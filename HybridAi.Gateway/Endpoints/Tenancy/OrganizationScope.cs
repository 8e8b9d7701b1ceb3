using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Tenancy;

/// <summary>What a list is confined to.</summary>
/// <param name="Id">One organization, or null for all of them.</param>
internal readonly record struct OrganizationScope(OrganizationId? Id)
{
    /// <summary>All organizations for the installation's administrators unless they name one; for others only their own exists.</summary>
    public static Outcome<OrganizationScope> Of(Caller caller, Guid? asked) =>
        asked is { } id && !caller.Sees(new OrganizationId(id)) ? ApiError.NotFound("organization", id.ToString())
        : asked is { } seen ? new OrganizationScope(new OrganizationId(seen))
        : new OrganizationScope(caller.IsInstallationAdministrator ? null : caller.OrganizationId);

    public bool Contains(OrganizationId organization) => Id is null || Id == organization;
}
