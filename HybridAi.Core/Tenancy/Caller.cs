
namespace HybridAi.Core.Tenancy;

/// <summary>Who sends a request: what the snapshot knows of its key.</summary>
/// <param name="KeyId">The key.</param>
/// <param name="KeyName">Its name.</param>
/// <param name="OrganizationId">The organization that everything is counted to.</param>
/// <param name="TeamId">The team, or null.</param>
/// <param name="UserId">The user, or null.</param>
/// <param name="Role">What it may do.</param>
/// <param name="AllowedModels">The models it may ask for (see <see cref="ApiKey.AllowedModels"/>), or null for every model.</param>
public sealed record Caller(
    KeyId KeyId, string KeyName, OrganizationId OrganizationId, TeamId? TeamId, UserId? UserId, Role Role, IReadOnlyList<string>? AllowedModels)
{
    /// <summary>The key's id as text.</summary>
    public string KeyText { get; } = KeyId.Value.ToString("D");

    /// <summary>The organization's id as text.</summary>
    public string OrganizationText { get; } = OrganizationId.Value.ToString("D");

    /// <summary>The team's id as text, or null.</summary>
    public string? TeamText { get; } = TeamId?.Value.ToString("D");

    /// <summary>The user's id as text, or null.</summary>
    public string? UserText { get; } = UserId?.Value.ToString("D");

    /// <summary>Administrators of the default organization administer every organization.</summary>
    public bool IsInstallationAdministrator => Role == Role.Administrator && OrganizationId == OrganizationId.Default;

    /// <summary>Whether it may see what belongs to an organization.</summary>
    public bool Sees(OrganizationId organization) => organization == OrganizationId || IsInstallationAdministrator;
}
