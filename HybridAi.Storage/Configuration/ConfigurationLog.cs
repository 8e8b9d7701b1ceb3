using System.Data.Common;
using System.Text.Json;
using HybridAi.Core.Audit;
using HybridAi.Core.Events;
using HybridAi.Storage.Audit;
using HybridAi.Storage.Database;
using HybridAi.Storage.Events;

namespace HybridAi.Storage.Configuration;

/// <summary>Ends the transaction of a change of what snapshots are built of: who made it goes into the audit log, that it was made tells all nodes.</summary>
internal static class ConfigurationLog
{
    /// <summary>Writes both; nothing may be written behind it in the same transaction (see <see cref="EventLog"/>).</summary>
    public static async Task AppendAsync(DbConnection connection, DbTransaction transaction, AuditEntry audit, CancellationToken cancellationToken)
    {
        await AuditLog.AppendAsync(connection, transaction, audit, cancellationToken).ConfigureAwait(false);
        var data = JsonSerializer.Serialize(new ConfigurationChange(audit.Action, audit.Target), StorageJson.Default.ConfigurationChange);
        await EventLog.AppendAsync(connection, transaction, audit.At, EventTopics.Configuration, audit.OrganizationId, data, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>The data of an event of the topic <see cref="EventTopics.Configuration"/>.</summary>
/// <param name="Action">What was done, as in the audit log.</param>
/// <param name="Target">The changed document's id or name.</param>
internal sealed record ConfigurationChange(string Action, string Target);
