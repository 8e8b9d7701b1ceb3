using System.Data.Common;
using Dapper;
using HybridAi.Core.Tenancy;

namespace HybridAi.Storage.Events;

/// <summary>
/// Writes events into the transactions of the changes they tell of, as the last statement: with Postgres, whoever appends makes all others wait
/// until the commit, and must not wait for them in turn.
/// </summary>
internal static class EventLog
{
    private const string Insert = "INSERT INTO events (at, topic, organization_id, data) VALUES (@At, @Topic, @OrganizationId, @Data)";

    /// <summary>Appends an event.</summary>
    /// <param name="connection">The change's connection.</param>
    /// <param name="transaction">The change's transaction.</param>
    /// <param name="at">When it happened.</param>
    /// <param name="topic">What it is about.</param>
    /// <param name="organization">The organization that it concerns, or null: the installation.</param>
    /// <param name="data">What happened, as JSON.</param>
    /// <param name="cancellationToken">Cancels the append, and with it the change.</param>
    public static Task AppendAsync(
        DbConnection connection, DbTransaction transaction, DateTimeOffset at, string topic, OrganizationId? organization, string data,
        CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            Insert, new { At = at, Topic = topic, OrganizationId = organization, Data = data }, transaction, cancellationToken: cancellationToken));
}
