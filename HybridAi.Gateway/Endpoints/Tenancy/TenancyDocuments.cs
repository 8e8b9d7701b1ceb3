using HybridAi.Client.Tenancy;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Tenancy;

/// <summary>Tenants and keys as the API shows them.</summary>
internal static class TenancyDocuments
{
    public static OrganizationDocument ToDocument(this Organization organization) => new()
    {
        Id = organization.Id.Value,
        Name = organization.Name,
        CreatedAt = organization.CreatedAt,
        Revision = organization.Revision,
    };

    public static TeamDocument ToDocument(this Team team) => new()
    {
        Id = team.Id.Value,
        OrganizationId = team.OrganizationId.Value,
        Name = team.Name,
        CreatedAt = team.CreatedAt,
        Revision = team.Revision,
    };

    public static UserDocument ToDocument(this User user) => new()
    {
        Id = user.Id.Value,
        OrganizationId = user.OrganizationId.Value,
        TeamId = user.TeamId?.Value,
        Name = user.Name,
        Email = user.Email,
        CreatedAt = user.CreatedAt,
        Revision = user.Revision,
    };

    public static KeyDocument ToDocument(this ApiKey key, KeyStatus status) => new()
    {
        Id = key.Id.Value,
        Name = key.Name,
        Prefix = key.Prefix,
        Role = RoleRequirement.Name(key.Role),
        Status = Name(status),
        OrganizationId = key.OrganizationId.Value,
        TeamId = key.TeamId?.Value,
        UserId = key.UserId?.Value,
        AllowedModels = key.AllowedModels,
        Policy = key.Policy?.ToDocument(),
        CreatedAt = key.CreatedAt,
        ExpiresAt = key.ExpiresAt,
        RevokedAt = key.RevokedAt,
        RotatedFrom = key.RotatedFrom?.Value,
        Revision = key.Revision,
    };

    public static KeyPolicyDocument ToDocument(this KeyPolicy policy) => new()
    {
        Strategy = policy.Strategy, Provider = policy.Provider, Region = policy.Region, Hedge = policy.Hedge, MaxCost = policy.MaxCost, MaxOutputTokens = policy.MaxOutputTokens,
        Cache = policy.Cache,
    };

    /// <summary>The one answer that shows a secret.</summary>
    public static CreatedKeyDocument ToCreatedDocument(this ApiKey key, KeySecret secret, KeyDocument? previous) => new()
    {
        Id = key.Id.Value,
        Name = key.Name,
        Prefix = key.Prefix,
        Role = RoleRequirement.Name(key.Role),
        Status = KeyStatuses.Active,
        OrganizationId = key.OrganizationId.Value,
        TeamId = key.TeamId?.Value,
        UserId = key.UserId?.Value,
        AllowedModels = key.AllowedModels,
        Policy = key.Policy?.ToDocument(),
        CreatedAt = key.CreatedAt,
        ExpiresAt = key.ExpiresAt,
        RotatedFrom = key.RotatedFrom?.Value,
        Revision = key.Revision,
        Secret = secret.Secret.Reveal(),
        Previous = previous,
    };

    public static string Name(KeyStatus status) => status switch
    {
        KeyStatus.Active => KeyStatuses.Active,
        KeyStatus.Rotating => KeyStatuses.Rotating,
        KeyStatus.Expired => KeyStatuses.Expired,
        _ => KeyStatuses.Revoked,
    };
}
