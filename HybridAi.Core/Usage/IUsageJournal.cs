namespace HybridAi.Core.Usage;

/// <summary>The local, crash-safe log between the request path and the database. Safe for concurrent use.</summary>
public interface IUsageJournal
{
    /// <summary>Null while requests can be journaled; otherwise the reason why not, for an operator (disk full, backlog over its bound).</summary>
    string? Unavailable { get; }

    /// <summary>
    /// Null while the database takes the records; otherwise why it did not the last time, for an operator. Requests are journaled all the same,
    /// and what waits is moved as soon as it does.
    /// </summary>
    string? Delayed { get; }

    /// <summary>
    /// Appends the marker of an attempt about to be made and, with the first one of a request, reserves room for its record, so that
    /// <see cref="CompleteAsync"/> cannot fail for want of space.
    /// </summary>
    /// <param name="inFlight">The record as it would stand if the gateway died now.</param>
    /// <returns>True once the marker would survive the death of the process; false if the journal is <see cref="Unavailable"/>.</returns>
    ValueTask<bool> StartAsync(UsageRecord inFlight);

    /// <summary>
    /// Appends a request's record and closes its markers. Completes once the record would survive the death of the process (or, with
    /// <c>Journal:Fsync=group</c>, the loss of power). Also takes records of requests that were refused before any attempt.
    /// Not cancellable: what was used must be recorded whatever becomes of the caller.
    /// </summary>
    /// <param name="record">The final record.</param>
    /// <returns>
    /// False only if no <see cref="StartAsync"/> came before it and the journal is <see cref="Unavailable"/>, or if the journal is closed
    /// (a started request is then recorded as interrupted at the next start).
    /// </returns>
    ValueTask<bool> CompleteAsync(UsageRecord record);

    /// <summary>Waits until every record appended before the call is in the database, so that a reader sees its own writes.</summary>
    /// <param name="cancellationToken">Gives up waiting; nothing is lost by it.</param>
    Task FlushAsync(CancellationToken cancellationToken);
}
