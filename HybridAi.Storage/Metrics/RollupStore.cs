using System.Data.Common;
using Dapper;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.Metrics;

/// <summary>
/// Makes the rollups. A period is read in one snapshot together with its news, added up, and written in a transaction that also removes the news which the snapshot saw. If any of them is not there
/// any more, somebody else has made the period from what this one saw, or from more, and this one steps back.
/// </summary>
internal sealed class RollupStore(IDatabase database) : IRollupStore
{
    // What is beyond stays for the next time.
    private const int MostMarks = 500;

    /// <inheritdoc/>
    public Task<IReadOnlyList<DateTimeOffset>> ListNewsAsync(RollupLevel level, DateTimeOffset before, int most, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT DISTINCT period FROM metrics_news WHERE level = @level AND period < @before ORDER BY period DESC LIMIT @most";
        var parameters = new { level = (int)level, before = before.ToUnixTimeMilliseconds(), most };
        return database.ReadAsync<IReadOnlyList<DateTimeOffset>>(
            async (connection, token) =>
                [.. (await connection.QueryAsync<long>(new CommandDefinition(Sql, parameters, cancellationToken: token)).ConfigureAwait(false)).Select(DateTimeOffset.FromUnixTimeMilliseconds)],
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<RollupOutcome> RollAsync(RollupLevel level, DateTimeOffset period, int mostSeries, CancellationToken cancellationToken)
    {
        var start = period.ToUnixTimeMilliseconds();
        var (marks, rows) = await database.ReadAsync((connection, token) => ReadAsync(connection, level, start, mostSeries, token), cancellationToken).ConfigureAwait(false);
        return marks.Count == 0 ? RollupOutcome.NoNews : await database.WriteAsync(
            (connection, transaction, token) => WriteAsync(connection, transaction, level, start, marks, rows, token), static outcome => outcome != RollupOutcome.NoNews, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<int> PruneAsync(RollupLevel level, DateTimeOffset before, int most, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        // What queries then find instead are whole periods of the next level.
        var until = RollupLevels.StartOf(level == RollupLevel.Day ? level : level + 1, before.ToUnixTimeMilliseconds());
        await RollupFloors.RaiseAsync(database, level, until, cancellationToken).ConfigureAwait(false);
        var table = RollupColumns.TableOf(level);
        var sql = $"DELETE FROM {table} WHERE (cut, period, organization_id, series) IN (SELECT cut, period, organization_id, series FROM {table} WHERE cut IN ({RollupColumns.CutIds}) AND period < @until LIMIT @most)";
        return await database.WriteAsync(
            (connection, transaction, token) => connection.ExecuteAsync(new CommandDefinition(sql, new { until, most }, transaction, cancellationToken: token)),
            keep: null,
            cancellationToken).ConfigureAwait(false);
    }

    private static async Task<(IReadOnlyList<string> Marks, IReadOnlyList<RollupRow> Rows)> ReadAsync(
        DbConnection connection, RollupLevel level, long period, int mostSeries, CancellationToken cancellationToken)
    {
        const string Marks = "SELECT mark FROM metrics_news WHERE level = @level AND period = @period ORDER BY mark LIMIT @most";
        var marks = (await connection.QueryAsync<string>(new CommandDefinition(
            Marks, new { level = (int)level, period, most = MostMarks }, cancellationToken: cancellationToken)).ConfigureAwait(false)).AsList();
        var builder = new RollupBuilder();
        if (marks.Count > 0)
            await RollupSource.ReadAsync(connection, level, period, builder, cancellationToken).ConfigureAwait(false);
        return (marks, builder.Build(mostSeries));
    }

    private static async Task<RollupOutcome> WriteAsync(
        DbConnection connection, DbTransaction transaction, RollupLevel level, long period, IReadOnlyList<string> marks, IReadOnlyList<RollupRow> rows, CancellationToken cancellationToken)
    {
        // First: whoever is at the same period waits here, or has been here.
        if (await RemoveAsync(connection, transaction, level, period, marks, cancellationToken).ConfigureAwait(false) != marks.Count)
            return RollupOutcome.NoNews;
        // Read only now: what was read before was whole if the floor is still below it.
        if (period < await RollupFloors.ReadAsync(connection, transaction, level - 1, cancellationToken).ConfigureAwait(false))
            return RollupOutcome.TooLate;
        await RollupRows.ReplaceAsync(connection, transaction, level, period, rows, cancellationToken).ConfigureAwait(false);
        if (level != RollupLevel.Day)
            await UsageNews.AddAsync(connection, transaction, level + 1, RollupLevels.StartOf(level + 1, period), cancellationToken).ConfigureAwait(false);
        return RollupOutcome.Done;
    }

    private static Task<int> RemoveAsync(
        DbConnection connection, DbTransaction transaction, RollupLevel level, long period, IReadOnlyList<string> marks, CancellationToken cancellationToken)
    {
        var among = connection is Npgsql.NpgsqlConnection ? "= ANY(@marks)" : "IN @marks";
        return connection.ExecuteAsync(new CommandDefinition(
            $"DELETE FROM metrics_news WHERE level = @level AND period = @period AND mark {among}", new { level = (int)level, period, marks = marks.ToArray() }, transaction,
            cancellationToken: cancellationToken));
    }
}
