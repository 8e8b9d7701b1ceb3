using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Responses;

/// <summary>Stored responses. Each belongs to one organization and is unknown to all others; what is in it is encrypted at rest.</summary>
public interface IResponseStore
{
    /// <summary>Stores a response.</summary>
    /// <param name="response">The response; its id is new.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task SaveAsync(StoredResponse response, CancellationToken cancellationToken);

    /// <summary>Reads a response.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="organization">Who asks.</param>
    /// <param name="now">The time: what has expired is gone.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>Null if this organization has none of that id.</returns>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It was encrypted under another master key, or was tampered with.</exception>
    Task<StoredResponse?> FindAsync(Guid id, OrganizationId organization, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Deletes a response. Those that went on from it keep their own copy of the conversation.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="organization">Who asks.</param>
    /// <param name="now">The time: what has expired is gone.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>False if this organization has none of that id.</returns>
    Task<bool> DeleteAsync(Guid id, OrganizationId organization, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Removes what has expired.</summary>
    /// <param name="now">The time.</param>
    /// <param name="most">The most to remove at once, so that others get their turn to write.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>How many were removed.</returns>
    Task<int> PruneAsync(DateTimeOffset now, int most, CancellationToken cancellationToken);
}
