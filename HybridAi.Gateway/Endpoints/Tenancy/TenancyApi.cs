using HybridAi.Client.Tenancy;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Tenancy;

internal static class TenancyApi
{
    private static readonly (string, string) Organization =
        ("organization", "Only this organization's. Administrators of the installation see all without it, others their own.");

    private static readonly (string, string) Team = ("team", "Only this team's.");
    private static readonly QueryParameters All = QueryParameters.Paged();
    private static readonly QueryParameters Teams = QueryParameters.Paged(Organization);
    private static readonly QueryParameters Users = QueryParameters.Paged(Organization, Team);
    private static readonly QueryParameters Keys = QueryParameters.Paged(
        Organization, Team, ("user", "Only this user's."), ("status", "Only those that are `active`, `rotating`, `expired` or `revoked`."));

    private static readonly QueryParameters Revision = new(("revision", "The revision that was read; another one answers 409. Also as If-Match."));

    public static void MapTenancyApi(this IEndpointRouteBuilder api)
    {
        MapOrganizations(api.MapGroup("/organizations").WithTags("Organizations").RequireRole(Role.Viewer));
        MapTeams(api.MapGroup("/teams").WithTags("Teams").RequireRole(Role.Viewer));
        MapUsers(api.MapGroup("/users").WithTags("Users").RequireRole(Role.Viewer));
        MapKeys(api.MapGroup("/keys").WithTags("Keys").RequireRole(Role.Viewer));
    }

    private static void MapOrganizations(RouteGroupBuilder organizations)
    {
        organizations.MapGet("", OrganizationHandlers.ListAsync).Describe("listOrganizations", "List organizations", All);
        organizations.MapGet("{id}", OrganizationHandlers.GetAsync).Describe("getOrganization", "Read an organization");
        var writes = organizations.MapGroup("").RequireRole(Role.Administrator);
        writes.MapPost("", OrganizationHandlers.CreateAsync).RequireInstallationAdministrator().AcceptsJson<CreateOrganizationRequest>()
            .Describe("createOrganization", "Create an organization");
        writes.MapMethods("{id}", ["PUT", "PATCH"], OrganizationHandlers.UpdateAsync).AcceptsJson<UpdateOrganizationRequest>()
            .Describe("updateOrganization", "Rename an organization", Revision);
        writes.MapDelete("{id}", OrganizationHandlers.DeleteAsync)
            .Describe("deleteOrganization", "Delete an organization that has no teams, users or keys", Revision);
    }

    private static void MapTeams(RouteGroupBuilder teams)
    {
        teams.MapGet("", TeamHandlers.ListAsync).Describe("listTeams", "List teams", Teams);
        teams.MapGet("{id}", TeamHandlers.GetAsync).Describe("getTeam", "Read a team");
        var writes = teams.MapGroup("").RequireRole(Role.Administrator);
        writes.MapPost("", TeamHandlers.CreateAsync).AcceptsJson<CreateTeamRequest>().Describe("createTeam", "Create a team");
        writes.MapMethods("{id}", ["PUT", "PATCH"], TeamHandlers.UpdateAsync).AcceptsJson<UpdateTeamRequest>()
            .Describe("updateTeam", "Rename a team", Revision);
        writes.MapDelete("{id}", TeamHandlers.DeleteAsync).Describe("deleteTeam", "Delete a team that has no users or keys", Revision);
    }

    private static void MapUsers(RouteGroupBuilder users)
    {
        users.MapGet("", UserHandlers.ListAsync).Describe("listUsers", "List users", Users);
        users.MapGet("{id}", UserHandlers.GetAsync).Describe("getUser", "Read a user");
        var writes = users.MapGroup("").RequireRole(Role.Administrator);
        writes.MapPost("", UserHandlers.CreateAsync).AcceptsJson<CreateUserRequest>().Describe("createUser", "Create a user");
        writes.MapPut("{id}", UserHandlers.ReplaceAsync).AcceptsJson<UpdateUserRequest>()
            .Describe("replaceUser", "Replace a user's fields; those left out are emptied", Revision);
        writes.MapPatch("{id}", UserHandlers.PatchAsync).AcceptsJson<UpdateUserRequest>()
            .Describe("updateUser", "Change the given fields of a user", Revision);
        writes.MapDelete("{id}", UserHandlers.DeleteAsync).Describe("deleteUser", "Delete a user that has no keys", Revision);
    }

    private static void MapKeys(RouteGroupBuilder keys)
    {
        keys.MapGet("", KeyHandlers.ListAsync).Describe("listKeys", "List API keys, without their secrets", Keys);
        keys.MapGet("{id}", KeyHandlers.GetAsync).Describe("getKey", "Read an API key, without its secret");
        var writes = keys.MapGroup("").RequireRole(Role.Administrator);
        writes.MapPost("", KeyHandlers.CreateAsync).AcceptsJson<CreateKeyRequest>()
            .Describe("createKey", "Create an API key; only this answer has its secret");
        writes.MapPatch("{id}", KeyHandlers.UpdateAsync).AcceptsJson<UpdateKeyRequest>()
            .Describe("updateKey", "Change an API key's name, allowed models or end", Revision);
        writes.MapPost("{id}/rotate", KeyHandlers.RotateAsync).AcceptsOptionalJson<RotateKeyRequest>()
            .Describe("rotateKey", "Replace an API key; the old one lives on for the overlap. Only this answer has the new secret", Revision);
        writes.MapDelete("{id}", KeyHandlers.RevokeAsync).Describe("revokeKey", "Revoke an API key at once and for good", Revision);
    }
}
