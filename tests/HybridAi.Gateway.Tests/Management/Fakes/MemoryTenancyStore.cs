using HybridAi.Core.Audit;
using HybridAi.Core.Paging;
using HybridAi.Core.Tenancy;

namespace HybridAi.Gateway.Tests.Management.Fakes;

/// <summary>Tenants, keys and the audit log in memory, by the rules of the interfaces.</summary>
internal sealed class MemoryTenancyStore : ITenancyStore, IAuditStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<OrganizationId, Organization> _organizations = [];
    private readonly Dictionary<TeamId, Team> _teams = [];
    private readonly Dictionary<UserId, User> _users = [];
    private readonly Dictionary<KeyId, ApiKey> _keys = [];
    private readonly List<AuditEntry> _audit = [];

    /// <summary>Thrown by the next call, once.</summary>
    public Exception? Failure { get; set; }

    public IReadOnlyList<AuditEntry> Audit
    {
        get
        {
            lock (_lock)
                return [.. _audit];
        }
    }

    public Task<IReadOnlyList<Organization>> OrganizationsAsync(CancellationToken cancellationToken) =>
        ListAsync(_organizations.Values, organization => (organization.CreatedAt, organization.Id.ToString()));

    public Task<IReadOnlyList<Team>> TeamsAsync(CancellationToken cancellationToken) =>
        ListAsync(_teams.Values, team => (team.CreatedAt, team.Id.ToString()));

    public Task<IReadOnlyList<User>> UsersAsync(CancellationToken cancellationToken) =>
        ListAsync(_users.Values, user => (user.CreatedAt, user.Id.ToString()));

    public Task<IReadOnlyList<ApiKey>> KeysAsync(CancellationToken cancellationToken) =>
        ListAsync(_keys.Values, key => (key.CreatedAt, key.Id.ToString()));

    public Task<WriteResult> SaveAsync(Organization organization, AuditEntry audit, CancellationToken cancellationToken) => Write(audit, () =>
        _organizations.Values.Any(other => other.Id != organization.Id && Same(other.Name, organization.Name))
            ? WriteResult.Duplicate
            : Save(_organizations, organization.Id, organization, row => row.Revision));

    public Task<WriteResult> SaveAsync(Team team, AuditEntry audit, CancellationToken cancellationToken) => Write(audit, () =>
        !_organizations.ContainsKey(team.OrganizationId) ? WriteResult.Referenced
        : _teams.Values.Any(other => other.Id != team.Id && other.OrganizationId == team.OrganizationId && Same(other.Name, team.Name))
            ? WriteResult.Duplicate
            : Save(_teams, team.Id, team, row => row.Revision));

    public Task<WriteResult> SaveAsync(User user, AuditEntry audit, CancellationToken cancellationToken) => Write(audit, () =>
        !_organizations.ContainsKey(user.OrganizationId) ? WriteResult.Referenced
        : user.Email is not null && _users.Values.Any(other =>
            other.Id != user.Id && other.OrganizationId == user.OrganizationId && Same(other.Email, user.Email))
            ? WriteResult.Duplicate
            : Save(_users, user.Id, user, row => row.Revision));

    public Task<WriteResult> SaveAsync(ApiKey key, AuditEntry audit, CancellationToken cancellationToken) => Write(audit, () => SaveKey(key));

    public Task<WriteResult> RotateAsync(ApiKey old, ApiKey replacement, AuditEntry audit, CancellationToken cancellationToken) =>
        Write(audit, () => SaveKey(old) is not WriteResult.Done and var failure ? failure : SaveKey(replacement));

    public Task<WriteResult> DeleteAsync(OrganizationId id, long revision, AuditEntry audit, CancellationToken cancellationToken) => Write(audit, () =>
        _teams.Values.Any(team => team.OrganizationId == id) || _users.Values.Any(user => user.OrganizationId == id)
            || _keys.Values.Any(key => key.OrganizationId == id)
            ? WriteResult.Referenced
            : Delete(_organizations, id, revision, row => row.Revision));

    public Task<WriteResult> DeleteAsync(TeamId id, long revision, AuditEntry audit, CancellationToken cancellationToken) => Write(audit, () =>
        _users.Values.Any(user => user.TeamId == id) || _keys.Values.Any(key => key.TeamId == id)
            ? WriteResult.Referenced
            : Delete(_teams, id, revision, row => row.Revision));

    public Task<WriteResult> DeleteAsync(UserId id, long revision, AuditEntry audit, CancellationToken cancellationToken) => Write(audit, () =>
        _keys.Values.Any(key => key.UserId == id) ? WriteResult.Referenced : Delete(_users, id, revision, row => row.Revision));

    public Task<Page<AuditEntry>> ListAsync(
        OrganizationId? organization, string? action, PageCursor? after, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var rest = _audit
                .Where(entry => organization is null || entry.OrganizationId == organization)
                .Where(entry => action is null || (action.EndsWith('.') ? entry.Action.StartsWith(action, StringComparison.Ordinal) : entry.Action == action))
                .OrderByDescending(entry => entry.At).ThenByDescending(entry => entry.Id.ToString(), StringComparer.Ordinal)
                .Where(entry => after is not { } cursor || IsBefore(entry, cursor))
                .Take(limit + 1).ToList();
            PageCursor? next = rest.Count > limit ? new PageCursor(rest[limit - 1].At.ToUnixTimeMilliseconds(), rest[limit - 1].Id) : null;
            return Task.FromResult(new Page<AuditEntry>([.. rest.Take(limit)], next));
        }
    }

    private static bool IsBefore(AuditEntry entry, PageCursor cursor) =>
        entry.At.ToUnixTimeMilliseconds() is var at
        && (at < cursor.At || (at == cursor.At && string.CompareOrdinal(entry.Id.ToString(), cursor.Id.ToString()) < 0));

    private static bool Same(string? a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private WriteResult SaveKey(ApiKey key) =>
        !_organizations.ContainsKey(key.OrganizationId)
            || (key.TeamId is { } team && !_teams.ContainsKey(team)) || (key.UserId is { } user && !_users.ContainsKey(user)) ? WriteResult.Referenced
        : _keys.Values.Any(other => other.Id != key.Id && other.Hash == key.Hash) ? WriteResult.Duplicate
        : Save(_keys, key.Id, key, row => row.Revision);

    private static WriteResult Save<TId, T>(Dictionary<TId, T> rows, TId id, T row, Func<T, long> revision)
        where TId : notnull
    {
        var exists = rows.TryGetValue(id, out var standing);
        if (revision(row) == 1 ? exists : exists && revision(standing!) != revision(row) - 1)
            return WriteResult.Stale;
        if (revision(row) > 1 && !exists)
            return WriteResult.NotFound;
        rows[id] = row;
        return WriteResult.Done;
    }

    private static WriteResult Delete<TId, T>(Dictionary<TId, T> rows, TId id, long seen, Func<T, long> revision)
        where TId : notnull
    {
        if (!rows.TryGetValue(id, out var standing))
            return WriteResult.NotFound;
        if (revision(standing) != seen)
            return WriteResult.Stale;
        rows.Remove(id);
        return WriteResult.Done;
    }

    private Task<WriteResult> Write(AuditEntry audit, Func<WriteResult> write)
    {
        lock (_lock)
        {
            ThrowIfFailing();
            var result = write();
            if (result == WriteResult.Done)
                _audit.Add(audit);
            return Task.FromResult(result);
        }
    }

    private Task<IReadOnlyList<T>> ListAsync<T, TKey>(IEnumerable<T> rows, Func<T, TKey> order)
    {
        lock (_lock)
        {
            ThrowIfFailing();
            return Task.FromResult<IReadOnlyList<T>>([.. rows.OrderBy(order)]);
        }
    }

    private void ThrowIfFailing()
    {
        if (Failure is not { } failure)
            return;
        Failure = null;
        throw failure;
    }
}
