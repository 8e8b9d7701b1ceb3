using System.Data.Common;
using Dapper;
using HybridAi.Core.Audit;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Configuration;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.Tenancy;

/// <summary>Organizations, teams, users and keys in the database.</summary>
internal sealed class TenancyStore(IDatabase database) : ITenancyStore
{
    private const string SelectOrganizations =
        "SELECT id AS Id, name AS Name, created_at AS CreatedAt, revision AS Revision FROM organizations ORDER BY created_at, id";

    private const string SelectTeams = """
        SELECT id AS Id, organization_id AS OrganizationId, name AS Name, created_at AS CreatedAt, revision AS Revision
        FROM teams ORDER BY created_at, id
        """;

    private const string SelectUsers = """
        SELECT id AS Id, organization_id AS OrganizationId, team_id AS TeamId, name AS Name, email AS Email, created_at AS CreatedAt, revision AS Revision
        FROM users ORDER BY created_at, id
        """;

    /// <inheritdoc/>
    public Task<IReadOnlyList<Organization>> OrganizationsAsync(CancellationToken cancellationToken) =>
        AllAsync<Organization>(SelectOrganizations, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Team>> TeamsAsync(CancellationToken cancellationToken) => AllAsync<Team>(SelectTeams, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<User>> UsersAsync(CancellationToken cancellationToken) => AllAsync<User>(SelectUsers, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ApiKey>> KeysAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(ReadKeysAsync, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<WriteResult> SaveAsync(Organization organization, AuditEntry audit, CancellationToken cancellationToken) =>
        WriteAsync(audit, cancellationToken, new Change(TenancySql.Organizations, organization.Revision, Row(organization)));

    /// <inheritdoc/>
    public Task<WriteResult> SaveAsync(Team team, AuditEntry audit, CancellationToken cancellationToken) =>
        WriteAsync(audit, cancellationToken, new Change(TenancySql.Teams, team.Revision, Row(team)));

    /// <inheritdoc/>
    public Task<WriteResult> SaveAsync(User user, AuditEntry audit, CancellationToken cancellationToken) =>
        WriteAsync(audit, cancellationToken, new Change(TenancySql.Users, user.Revision, Row(user)));

    /// <inheritdoc/>
    public Task<WriteResult> SaveAsync(ApiKey key, AuditEntry audit, CancellationToken cancellationToken) =>
        WriteAsync(audit, cancellationToken, new Change(TenancySql.Keys, key.Revision, ApiKeyRow.From(key)) { Key = key });

    /// <inheritdoc/>
    public Task<WriteResult> RotateAsync(ApiKey old, ApiKey replacement, AuditEntry audit, CancellationToken cancellationToken) =>
        WriteAsync(
            audit, cancellationToken,
            new Change(TenancySql.Keys, old.Revision, ApiKeyRow.From(old)) { Key = old, Replacement = replacement },
            new Change(TenancySql.Keys, replacement.Revision, ApiKeyRow.From(replacement)));

    /// <inheritdoc/>
    public Task<WriteResult> DeleteAsync(OrganizationId id, long revision, AuditEntry audit, CancellationToken cancellationToken) =>
        id == OrganizationId.Default
            ? Task.FromResult(WriteResult.Referenced) // The installation itself belongs to it.
            : WriteAsync(audit, cancellationToken, new Change(TenancySql.Organizations, null, new { Id = id, Revision = revision }));

    /// <inheritdoc/>
    public Task<WriteResult> DeleteAsync(TeamId id, long revision, AuditEntry audit, CancellationToken cancellationToken) =>
        WriteAsync(audit, cancellationToken, new Change(TenancySql.Teams, null, new { Id = id, Revision = revision }));

    /// <inheritdoc/>
    public Task<WriteResult> DeleteAsync(UserId id, long revision, AuditEntry audit, CancellationToken cancellationToken) =>
        WriteAsync(audit, cancellationToken, new Change(TenancySql.Users, null, new { Id = id, Revision = revision }));

    /// <summary>Reads all keys within another read.</summary>
    internal static async Task<IReadOnlyList<ApiKey>> ReadKeysAsync(DbConnection connection, CancellationToken cancellationToken) =>
        [.. (await connection.QueryAsync<ApiKeyRow>(new CommandDefinition(ApiKeyRow.Select, cancellationToken: cancellationToken)).ConfigureAwait(false))
            .Select(row => row.ToKey())];

    private Task<IReadOnlyList<T>> AllAsync<T>(string sql, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<T>>(
            async (connection, token) =>
                (await connection.QueryAsync<T>(new CommandDefinition(sql, cancellationToken: token)).ConfigureAwait(false)).AsList(),
            cancellationToken);

    private async Task<WriteResult> WriteAsync(AuditEntry audit, CancellationToken cancellationToken, params Change[] changes)
    {
        try
        {
            return await database.WriteAsync(
                async (connection, transaction, token) =>
                {
                    foreach (var change in changes)
                    {
                        if (await EndsLastAdministratorAsync(change, audit.At, connection, transaction, token).ConfigureAwait(false))
                            return WriteResult.LastAdministrator;
                        var result = await ApplyAsync(change, connection, transaction, token).ConfigureAwait(false);
                        if (result != WriteResult.Done)
                            return result;
                    }
                    await ConfigurationLog.AppendAsync(connection, transaction, audit, token).ConfigureAwait(false);
                    return WriteResult.Done;
                },
                result => result == WriteResult.Done,
                cancellationToken).ConfigureAwait(false);
        }
        catch (DbException exception) when (Refused(database.Violated(exception)) is { } refused)
        {
            return refused;
        }
    }

    // Here and not before the write: what is read here still holds at the commit, however many gateways write at once.
    private static async Task<bool> EndsLastAdministratorAsync(
        Change change, DateTimeOffset now, DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        if (change.Key is not { Revision: > 1 } after)
            return false;
        var rows = await connection.QueryAsync<ApiKeyRow>(
            new CommandDefinition(ApiKeyRow.SelectAdministrators, transaction: transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        var administrators = rows.Select(row => row.ToKey()).ToList();
        return administrators.Find(key => key.Id == after.Id && key.Revision == after.Revision - 1) is { } before
            && KeyLifecycle.EndsLastAdministrator(before, after, change.Replacement, administrators, now);
    }

    private static async Task<WriteResult> ApplyAsync(Change change, DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        var (sql, revision, row) = change;
        Task<long> Exists() => connection.ExecuteScalarAsync<long>(new CommandDefinition(sql.Exists, row, transaction, cancellationToken: cancellationToken));
        if (revision == 1)
        {
            if (await Exists().ConfigureAwait(false) != 0)
                return WriteResult.Stale;
            await connection.ExecuteAsync(new CommandDefinition(sql.Insert, row, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
            return WriteResult.Done;
        }
        var statement = revision is null ? sql.Delete : sql.Update;
        if (await connection.ExecuteAsync(new CommandDefinition(statement, row, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false) != 0)
            return WriteResult.Done;
        return await Exists().ConfigureAwait(false) != 0 ? WriteResult.Stale : WriteResult.NotFound;
    }

    private static WriteResult? Refused(Constraint constraint) => constraint switch
    {
        Constraint.PrimaryKey => WriteResult.Stale,
        Constraint.Unique => WriteResult.Duplicate,
        Constraint.ForeignKey => WriteResult.Referenced,
        _ => null,
    };

    private static object Row(Organization organization) => new
    {
        organization.Id, organization.Name, NameFolded = organization.Name.ToUpperInvariant(), organization.CreatedAt, organization.Revision,
    };

    private static object Row(Team team) => new
    {
        team.Id, team.OrganizationId, team.Name, NameFolded = team.Name.ToUpperInvariant(), team.CreatedAt, team.Revision,
    };

    private static object Row(User user) => new
    {
        user.Id, user.OrganizationId, user.TeamId, user.Name, user.Email, EmailFolded = user.Email?.ToUpperInvariant(), user.CreatedAt, user.Revision,
    };

    /// <summary>One row to insert (revision 1), update (later ones) or delete (null).</summary>
    private sealed record Change(TenancySql Sql, long? Revision, object Row)
    {
        /// <summary>The key that the row is of, if it is one.</summary>
        public ApiKey? Key { get; init; }

        /// <summary>The key that takes over from it in the same write.</summary>
        public ApiKey? Replacement { get; init; }
    }
}
