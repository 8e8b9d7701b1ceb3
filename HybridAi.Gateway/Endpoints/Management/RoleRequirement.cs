using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Identity;

namespace HybridAi.Gateway.Endpoints.Management;

/// <summary>Says on a route who may call it.</summary>
internal static class RoleRequirement
{
    /// <summary>At least this role, within the caller's organization.</summary>
    public static TBuilder RequireRole<TBuilder>(this TBuilder endpoints, Role role)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.AddEndpointFilter(async (context, next) =>
            context.HttpContext.GetCaller() is { Role: var has } && has < role
                ? ApiError.Forbidden($"This needs a key with the role {Name(role)}; yours has {Name(has)}.")
                : await next(context));

    /// <summary>An administrator of the default organization.</summary>
    public static TBuilder RequireInstallationAdministrator<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.AddEndpointFilter(async (context, next) =>
            context.HttpContext.GetCaller().IsInstallationAdministrator
                ? await next(context)
                : ApiError.Forbidden("This needs a key with the role administrator in the default organization."));

    /// <summary>At least this role in the default organization: what belongs to the installation is nobody else's.</summary>
    public static TBuilder RequireInstallationRole<TBuilder>(this TBuilder endpoints, Role role)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.AddEndpointFilter(async (context, next) =>
            context.HttpContext.GetCaller() is var caller && caller.Role >= role && caller.OrganizationId == OrganizationId.Default
                ? await next(context)
                : ApiError.Forbidden($"This needs a key with the role {Name(role)} in the default organization."));

    public static string Name(Role role) => role switch
    {
        Role.Inference => Client.Tenancy.Roles.Inference,
        Role.Viewer => Client.Tenancy.Roles.Viewer,
        Role.Operator => Client.Tenancy.Roles.Operator,
        _ => Client.Tenancy.Roles.Administrator,
    };
}
