using HybridAi.Core.Audit;

namespace HybridAi.Core.Tenancy;

/// <summary>
/// Organizations, teams, users and keys in the database. Every change is written together with its audit entry in one transaction.
/// Lists are short (what a snapshot holds) and come whole, ordered by creation, then id.
/// </summary>
public interface ITenancyStore
{
    /// <summary>Reads all organizations.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<Organization>> OrganizationsAsync(CancellationToken cancellationToken);

    /// <summary>Reads all teams.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<Team>> TeamsAsync(CancellationToken cancellationToken);

    /// <summary>Reads all users.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<User>> UsersAsync(CancellationToken cancellationToken);

    /// <summary>Reads all keys, the revoked and expired ones too.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<ApiKey>> KeysAsync(CancellationToken cancellationToken);

    /// <summary>Inserts (revision 1) or updates an organization.</summary>
    /// <param name="organization">As it shall stand. Revision 1 inserts; revision n updates the row that is at n - 1.</param>
    /// <param name="audit">The entry that says who did it.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task<WriteResult> SaveAsync(Organization organization, AuditEntry audit, CancellationToken cancellationToken);

    /// <summary>Inserts (revision 1) or updates a team.</summary>
    /// <param name="team">As it shall stand. Revision 1 inserts; revision n updates the row that is at n - 1.</param>
    /// <param name="audit">The entry that says who did it.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task<WriteResult> SaveAsync(Team team, AuditEntry audit, CancellationToken cancellationToken);

    /// <summary>Inserts (revision 1) or updates a user.</summary>
    /// <param name="user">As it shall stand. Revision 1 inserts; revision n updates the row that is at n - 1.</param>
    /// <param name="audit">The entry that says who did it.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task<WriteResult> SaveAsync(User user, AuditEntry audit, CancellationToken cancellationToken);

    /// <summary>Inserts (revision 1) or updates a key, unless that would end the last one that administers the installation as of the entry's time.</summary>
    /// <param name="key">As it shall stand. Revision 1 inserts; revision n updates the row that is at n - 1.</param>
    /// <param name="audit">The entry that says who did it.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task<WriteResult> SaveAsync(ApiKey key, AuditEntry audit, CancellationToken cancellationToken);

    /// <summary>Updates one key and inserts the other in one transaction: a rotation. The last one that administers is not replaced by one that ends.</summary>
    /// <param name="old">The key that is taken over from, as it shall stand.</param>
    /// <param name="replacement">The new key.</param>
    /// <param name="audit">The entry that says who did it.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task<WriteResult> RotateAsync(ApiKey old, ApiKey replacement, AuditEntry audit, CancellationToken cancellationToken);

    /// <summary>Deletes an organization that has no teams, users or keys.</summary>
    /// <param name="id">Which.</param>
    /// <param name="revision">The revision that the caller saw.</param>
    /// <param name="audit">The entry that says who did it.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task<WriteResult> DeleteAsync(OrganizationId id, long revision, AuditEntry audit, CancellationToken cancellationToken);

    /// <summary>Deletes a team that has no users or keys.</summary>
    /// <param name="id">Which.</param>
    /// <param name="revision">The revision that the caller saw.</param>
    /// <param name="audit">The entry that says who did it.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task<WriteResult> DeleteAsync(TeamId id, long revision, AuditEntry audit, CancellationToken cancellationToken);

    /// <summary>Deletes a user that has no keys.</summary>
    /// <param name="id">Which.</param>
    /// <param name="revision">The revision that the caller saw.</param>
    /// <param name="audit">The entry that says who did it.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task<WriteResult> DeleteAsync(UserId id, long revision, AuditEntry audit, CancellationToken cancellationToken);
}
