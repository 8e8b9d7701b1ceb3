using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Events;

/// <summary>
/// The events of all nodes. Each is appended in the transaction of the change that it tells of. Numbers are given in the order of the commits:
/// whoever has read up to one has missed none before it, and asks for those behind it.
/// </summary>
public interface IEventStore
{
    /// <summary>
    /// Completes when something was appended, by any node, after this was asked for. It is a hint and may come late, never or for nothing:
    /// take it before a read, and do not wait for it longer than a change may go unseen.
    /// </summary>
    Task Appended { get; }

    /// <summary>The number of the newest event; 0 if there is none.</summary>
    /// <param name="topic">Only of this topic; null: of any.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<long> LastAsync(string? topic, CancellationToken cancellationToken);

    /// <summary>The lowest number of the events since a time; null if there is none. It looks at all of them.</summary>
    /// <param name="from">Of what happened then or later (UTC).</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<long?> FirstAsync(DateTimeOffset from, CancellationToken cancellationToken);

    /// <summary>Reads which events there are.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<EventBounds> BoundsAsync(CancellationToken cancellationToken);

    /// <summary>Reads what comes after a number, in order.</summary>
    /// <param name="after">The number; 0 for the oldest that is kept.</param>
    /// <param name="topic">Only of this topic; null: of any.</param>
    /// <param name="organization">Only what concerns this organization; null: all.</param>
    /// <param name="limit">How many at the most; 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<StoredEvent>> ReadAsync(long after, string? topic, OrganizationId? organization, int limit, CancellationToken cancellationToken);

    /// <summary>Reads back in time what somebody is told, the newest first.</summary>
    /// <param name="query">What to read.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<StoredEvent>> ReadBackAsync(EventHistoryQuery query, CancellationToken cancellationToken);

    /// <summary>Removes old events, the oldest first; but of each topic the newest stays, so that the topic's last number does not go back. How far it went stays known (<see cref="EventBounds"/>).</summary>
    /// <param name="before">What happened before this goes.</param>
    /// <param name="most">How many to remove at once; 1 or more.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>Whether there may be more to remove.</returns>
    Task<bool> PruneAsync(DateTimeOffset before, int most, CancellationToken cancellationToken);
}
