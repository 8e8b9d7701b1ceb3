using Dapper;
using HybridAi.Core.Audit;
using HybridAi.Core.Paging;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.Audit;

/// <summary>The audit log in the database.</summary>
internal sealed class AuditStore(IDatabase database) : IAuditStore
{
    private const string Select = """
        SELECT id AS Id, at AS At, organization_id AS OrganizationId, actor_key_id AS ActorKeyId, actor_user_id AS ActorUserId,
               action AS Action, target AS Target, before AS Before, after AS After
        FROM audit_log
        """;

    private const string Following = $"""
        {Select}
        WHERE at >= @from AND at < @before AND at >= @at AND (at > @at OR id > @id)
        ORDER BY at, id LIMIT @limit
        """;

    /// <inheritdoc/>
    public Task AddAsync(AuditEntry entry, CancellationToken cancellationToken) => database.WriteAsync(
        async (connection, transaction, token) =>
        {
            await AuditLog.AppendAsync(connection, transaction, entry, token).ConfigureAwait(false);
            return true;
        },
        keep: null,
        cancellationToken);

    /// <inheritdoc/>
    public Task<Page<AuditEntry>> ListAsync(
        OrganizationId? organization, string? action, PageCursor? after, int limit, CancellationToken cancellationToken)
    {
        var where = new WhereClause();
        if (organization is { } id)
            where.And("organization_id = @organization", "organization", id);
        if (action is not null)
            ByAction(where, action);
        return Pages.NewestFirstAsync<AuditEntry>(database, Select, where, after, limit, entry => new PageCursor(entry.At.ToUnixTimeMilliseconds(), entry.Id), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditEntry>> ReadAsync(DateTimeOffset from, DateTimeOffset before, PageCursor? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        var parameters = new { from, before, at = after?.At ?? -1, id = after?.Id ?? Guid.Empty, limit };
        return database.ReadAsync<IReadOnlyList<AuditEntry>>(
            async (connection, token) => (await connection.QueryAsync<AuditEntry>(new CommandDefinition(Following, parameters, cancellationToken: token)).ConfigureAwait(false)).AsList(),
            cancellationToken);
    }

    // Half-open ranges instead of LIKE, whose wildcards would have to be escaped: '/' follows '.'.
    private static void ByAction(WhereClause where, string action)
    {
        if (!action.EndsWith('.'))
        {
            where.And("action = @action", "action", action);
            return;
        }
        where.And("action >= @action", "action", action);
        where.And("action < @actionEnd", "actionEnd", action[..^1] + '/');
    }
}
