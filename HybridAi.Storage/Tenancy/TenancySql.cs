namespace HybridAi.Storage.Tenancy;

/// <summary>The statements of one tenancy table.</summary>
/// <param name="Exists">Counts the rows with the id.</param>
/// <param name="Insert">Inserts a row.</param>
/// <param name="Update">Updates the row that is one revision behind.</param>
/// <param name="Delete">Deletes the row at the revision.</param>
internal sealed record TenancySql(string Exists, string Insert, string Update, string Delete)
{
    public static readonly TenancySql Organizations = For(
        "organizations",
        """
        INSERT INTO organizations (id, name, name_folded, created_at, revision) VALUES (@Id, @Name, @NameFolded, @CreatedAt, @Revision)
        """,
        "name = @Name, name_folded = @NameFolded");

    public static readonly TenancySql Teams = For(
        "teams",
        """
        INSERT INTO teams (id, organization_id, name, name_folded, created_at, revision)
        VALUES (@Id, @OrganizationId, @Name, @NameFolded, @CreatedAt, @Revision)
        """,
        "name = @Name, name_folded = @NameFolded");

    public static readonly TenancySql Users = For(
        "users",
        """
        INSERT INTO users (id, organization_id, team_id, name, email, email_folded, created_at, revision)
        VALUES (@Id, @OrganizationId, @TeamId, @Name, @Email, @EmailFolded, @CreatedAt, @Revision)
        """,
        "team_id = @TeamId, name = @Name, email = @Email, email_folded = @EmailFolded");

    public static readonly TenancySql Keys = For(
        "api_keys",
        """
        INSERT INTO api_keys (id, hash, prefix, name, role, organization_id, team_id, user_id, allowed_models, policy,
                              created_at, expires_at, revoked_at, rotated_from, revision)
        VALUES (@Id, @Hash, @Prefix, @Name, @Role, @OrganizationId, @TeamId, @UserId, @AllowedModels, @Policy,
                @CreatedAt, @ExpiresAt, @RevokedAt, @RotatedFrom, @Revision)
        """,
        """
        name = @Name, role = @Role, team_id = @TeamId, user_id = @UserId, allowed_models = @AllowedModels,
        policy = @Policy, expires_at = @ExpiresAt, revoked_at = @RevokedAt
        """);

    private static TenancySql For(string table, string insert, string set) => new(
        $"SELECT COUNT(*) FROM {table} WHERE id = @Id",
        insert,
        $"UPDATE {table} SET {set}, revision = @Revision WHERE id = @Id AND revision = @Revision - 1",
        $"DELETE FROM {table} WHERE id = @Id AND revision = @Revision");
}
