using System.Data.Common;
using Dapper;
using HybridAi.Core.Metrics;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Storage.Sqlite;
using HybridAi.Storage.Usage;
using Microsoft.Data.Sqlite;

namespace HybridAi.Storage.Metrics;

/// <summary>Reads what a period is made of.</summary>
internal static class RollupSource
{
    private static readonly string Rows = $"""
        SELECT cut, organization_id, folded, {string.Join(", ", RollupColumns.Dimensions.Select(RollupColumns.Of))}, {string.Join(", ", RollupColumns.Numbers)}, durations, first_tokens
        """;

    /// <summary>Adds all of a period to a builder.</summary>
    public static async Task ReadAsync(DbConnection connection, RollupLevel level, long period, RollupBuilder builder, CancellationToken cancellationToken)
    {
        var (from, to) = (period, period + RollupLevels.LengthOf(level));
        if (level == RollupLevel.Minute && connection is SqliteConnection sqlite)
        {
            SqliteRecordRow.ReadAll(sqlite, from, to, builder, cancellationToken);
            return;
        }

        var sql = level == RollupLevel.Minute ? RecordColumns.Select("@from", "@to")
            : $"{Rows} FROM {RollupColumns.TableOf(level - 1)} WHERE cut IN ({RollupColumns.CutIds}) AND period >= @from AND period < @to";
        var command = new CommandDefinition(sql, new { from, to }, commandTimeout: UsageStore.QuerySeconds, cancellationToken: cancellationToken);
        // Not disposed asynchronously: see UsageStore.
        using var reader = await connection.ExecuteReaderAsync(command).ConfigureAwait(false);
        if (level == RollupLevel.Minute)
            await ReadRecordsAsync(reader, builder, cancellationToken).ConfigureAwait(false);
        else
            await ReadRowsAsync(reader, builder, cancellationToken).ConfigureAwait(false);
    }

    private static async Task ReadRecordsAsync(DbDataReader reader, RollupBuilder builder, CancellationToken cancellationToken)
    {
        var row = new RecordRow(reader);
        var request = new RolledRequest();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            RecordColumns.Read(row, request);
            builder.Add(request);
        }
    }

    private static async Task ReadRowsAsync(DbDataReader reader, RollupBuilder builder, CancellationToken cancellationToken)
    {
        const int Values = 3;
        var numbers = Values + RollupColumns.Dimensions.Length;
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var id = reader.GetInt32(0);
            var cut = MetricCut.All.First(cut => cut.Id == id);
            var values = new string?[cut.Dimensions.Count];
            for (var i = 0; i < values.Length; i++)
                values[i] = RecordRow.TextOf(reader, Values + (int)cut.Dimensions[i] - 1);
            var sums = builder.SumsOf(new RollupSeries(cut, reader.GetGuid(1), values, reader.GetInt32(2) != 0));
            for (var i = 0; i < MetricSums.Length; i++)
                sums.Add((MetricNumber)i, reader.GetInt64(numbers + i));
            sums.Durations.Add((byte[])reader.GetValue(numbers + MetricSums.Length));
            sums.FirstTokens.Add((byte[])reader.GetValue(numbers + MetricSums.Length + 1));
        }
    }
}
