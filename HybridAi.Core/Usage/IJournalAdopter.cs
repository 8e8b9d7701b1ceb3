namespace HybridAi.Core.Usage;

/// <summary>Sees to the journals of processes that died.</summary>
public interface IJournalAdopter
{
    /// <summary>
    /// Moves what dead nodes left in the journal's folder to the database, exactly once by id, and requests that they did not complete as estimated records.
    /// A node is dead if nobody holds its lock; while it is adopted, its adopter does.
    /// </summary>
    /// <param name="cancellationToken">Cancels between two batches; the rest is adopted next time.</param>
    /// <returns>What was moved.</returns>
    Task<JournalAdoption> AdoptAsync(CancellationToken cancellationToken);
}
