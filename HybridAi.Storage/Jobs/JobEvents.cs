using System.Data.Common;
using System.Text.Json;
using Dapper;
using HybridAi.Core.Events;
using HybridAi.Core.Jobs;
using HybridAi.Storage.Database;
using HybridAi.Storage.Events;

namespace HybridAi.Storage.Jobs;

/// <summary>Tells of what becomes of runs, in the transactions that change them. Nothing may be written behind it (see <see cref="EventLog"/>).</summary>
internal static class JobEvents
{
    /// <summary>Appends an event about a run as it now stands.</summary>
    /// <param name="connection">The change's connection.</param>
    /// <param name="transaction">The change's transaction.</param>
    /// <param name="kind">What happened: <c>started</c>, <c>progress</c>, <c>ended</c> or <c>released</c>.</param>
    /// <param name="run">The run.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    public static async Task TellAsync(DbConnection connection, DbTransaction transaction, string kind, Guid run, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var row = await connection.QuerySingleAsync<JobRunRow>(
            new CommandDefinition($"{JobRunRow.Select} WHERE id = @run", new { run }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        var one = row.ToRun();
        var data = new JobEvent(
            one.State switch { JobRunState.Succeeded when kind == "ended" => "succeeded", JobRunState.Failed when kind == "ended" => "failed", _ => kind },
            one.Job, one.Id, one.Owner, one.Attempts, one.Progress, one.Message, one.Error, one.Counts);
        await EventLog.AppendAsync(
            connection, transaction, now, EventTopics.Jobs, organization: null, JsonSerializer.Serialize(data, StorageJson.Default.JobEvent), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether progress is worth telling: a run tells at most a hundred times, however often it reports.</summary>
    public static bool IsStep(double before, double after) => (int)(before * 100) != (int)(after * 100);
}

/// <summary>The data of an event of the topic <see cref="EventTopics.Jobs"/>.</summary>
internal sealed record JobEvent(
    string Kind, string Job, Guid Run, string? Worker, int Attempt, double? Progress, string? Message, string? Error, IReadOnlyDictionary<string, long>? Counts);
