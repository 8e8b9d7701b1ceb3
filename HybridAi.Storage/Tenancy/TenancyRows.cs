using System.Text.Json;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.Tenancy;

/// <summary>A key as its row holds it.</summary>
internal sealed record ApiKeyRow(
    KeyId Id, KeyHash Hash, string Prefix, string Name, string Role, OrganizationId OrganizationId, TeamId? TeamId, UserId? UserId,
    string? AllowedModels, string? Policy, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, KeyId? RotatedFrom, long Revision)
{
    private const string Columns = """
        SELECT id AS Id, hash AS Hash, prefix AS Prefix, name AS Name, role AS Role, organization_id AS OrganizationId, team_id AS TeamId,
               user_id AS UserId, allowed_models AS AllowedModels, policy AS Policy, created_at AS CreatedAt, expires_at AS ExpiresAt,
               revoked_at AS RevokedAt, rotated_from AS RotatedFrom, revision AS Revision
        FROM api_keys
        """;

    public const string Select = Columns + " ORDER BY created_at, id";

    public const string SelectAdministrators = Columns + $" WHERE role = '{nameof(Core.Tenancy.Role.Administrator)}'";

    public static ApiKeyRow From(ApiKey key) => new(
        key.Id, key.Hash, key.Prefix, key.Name, key.Role.ToString(), key.OrganizationId, key.TeamId, key.UserId,
        key.AllowedModels is null ? null : JsonSerializer.Serialize(key.AllowedModels, StorageJson.Default.IReadOnlyListString),
        key.Policy is null ? null : JsonSerializer.Serialize(key.Policy, StorageJson.Default.KeyPolicy),
        key.CreatedAt, key.ExpiresAt, key.RevokedAt, key.RotatedFrom, key.Revision);

    public ApiKey ToKey() => new()
    {
        Id = Id,
        Hash = Hash,
        Prefix = Prefix,
        Name = Name,
        Role = Enum.Parse<Role>(Role),
        OrganizationId = OrganizationId,
        TeamId = TeamId,
        UserId = UserId,
        AllowedModels = AllowedModels is null ? null : JsonSerializer.Deserialize(AllowedModels, StorageJson.Default.IReadOnlyListString),
        Policy = Policy is null ? null : JsonSerializer.Deserialize(Policy, StorageJson.Default.KeyPolicy),
        CreatedAt = CreatedAt,
        ExpiresAt = ExpiresAt,
        RevokedAt = RevokedAt,
        RotatedFrom = RotatedFrom,
        Revision = Revision,
    };
}
