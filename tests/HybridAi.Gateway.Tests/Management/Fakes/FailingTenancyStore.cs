using HybridAi.Core.Audit;
using HybridAi.Core.Tenancy;

namespace HybridAi.Gateway.Tests.Management.Fakes;

/// <summary>The real store, which can be told to fail.</summary>
internal sealed class FailingTenancyStore(ITenancyStore store) : ITenancyStore
{
    private Exception? _failure;

    /// <summary>Makes the next call throw, once.</summary>
    public void FailNext(Exception failure) => _failure = failure;

    public Task<IReadOnlyList<Organization>> OrganizationsAsync(CancellationToken cancellationToken) => Store().OrganizationsAsync(cancellationToken);

    public Task<IReadOnlyList<Team>> TeamsAsync(CancellationToken cancellationToken) => Store().TeamsAsync(cancellationToken);

    public Task<IReadOnlyList<User>> UsersAsync(CancellationToken cancellationToken) => Store().UsersAsync(cancellationToken);

    public Task<IReadOnlyList<ApiKey>> KeysAsync(CancellationToken cancellationToken) => Store().KeysAsync(cancellationToken);

    public Task<WriteResult> SaveAsync(Organization organization, AuditEntry audit, CancellationToken cancellationToken) =>
        Store().SaveAsync(organization, audit, cancellationToken);

    public Task<WriteResult> SaveAsync(Team team, AuditEntry audit, CancellationToken cancellationToken) =>
        Store().SaveAsync(team, audit, cancellationToken);

    public Task<WriteResult> SaveAsync(User user, AuditEntry audit, CancellationToken cancellationToken) =>
        Store().SaveAsync(user, audit, cancellationToken);

    public Task<WriteResult> SaveAsync(ApiKey key, AuditEntry audit, CancellationToken cancellationToken) =>
        Store().SaveAsync(key, audit, cancellationToken);

    public Task<WriteResult> RotateAsync(ApiKey old, ApiKey replacement, AuditEntry audit, CancellationToken cancellationToken) =>
        Store().RotateAsync(old, replacement, audit, cancellationToken);

    public Task<WriteResult> DeleteAsync(OrganizationId id, long revision, AuditEntry audit, CancellationToken cancellationToken) =>
        Store().DeleteAsync(id, revision, audit, cancellationToken);

    public Task<WriteResult> DeleteAsync(TeamId id, long revision, AuditEntry audit, CancellationToken cancellationToken) =>
        Store().DeleteAsync(id, revision, audit, cancellationToken);

    public Task<WriteResult> DeleteAsync(UserId id, long revision, AuditEntry audit, CancellationToken cancellationToken) =>
        Store().DeleteAsync(id, revision, audit, cancellationToken);

    private ITenancyStore Store() => Interlocked.Exchange(ref _failure, null) is { } failure ? throw failure : store;
}
