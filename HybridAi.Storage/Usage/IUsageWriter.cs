using HybridAi.Core.Usage;

namespace HybridAi.Storage.Usage;

/// <summary>Writes and removes usage records by the quickest way that a database has: what each does for itself.</summary>
internal interface IUsageWriter
{
    /// <summary>Inserts the records that are not there yet, in one transaction. See <see cref="IUsageStore.InsertAsync"/>.</summary>
    Task InsertAsync(IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken);

    /// <summary>Removes old records, some at a time. See <see cref="IUsageStore.PruneAsync"/>.</summary>
    Task<bool> PruneAsync(DateTimeOffset before, int most, CancellationToken cancellationToken);
}
