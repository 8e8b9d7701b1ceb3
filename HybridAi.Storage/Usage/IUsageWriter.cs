using System.Data.Common;
using HybridAi.Core.Usage;

namespace HybridAi.Storage.Usage;

/// <summary>Inserts usage records by the quickest way that a database has: the one statement that each writes for itself.</summary>
internal interface IUsageInserter
{
    /// <summary>Inserts the records that are not there yet.</summary>
    Task InsertAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken);
}
