using System.Data.Common;
using Dapper;
using HybridAi.Core.Metrics;
using HybridAi.Core.Metrics.Rollups;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace HybridAi.Storage.Metrics;

/// <summary>Puts the rows of a period in the place of those that are there.</summary>
internal static class RollupRows
{
    /// <summary>Replaces a period's rows.</summary>
    public static async Task ReplaceAsync(
        DbConnection connection, DbTransaction transaction, RollupLevel level, long period, IReadOnlyList<RollupRow> rows, CancellationToken cancellationToken)
    {
        var table = RollupColumns.TableOf(level);
        await connection.ExecuteAsync(new CommandDefinition(
            $"DELETE FROM {table} WHERE cut IN ({RollupColumns.CutIds}) AND period = @period", new { period }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        if (connection is NpgsqlConnection postgres)
            await CopyAsync(postgres, table, period, rows, cancellationToken).ConfigureAwait(false);
        else
            Insert((SqliteConnection)connection, (SqliteTransaction)transaction, table, period, rows);
    }

    private static async Task CopyAsync(NpgsqlConnection connection, string table, long period, IReadOnlyList<RollupRow> rows, CancellationToken cancellationToken)
    {
        await using var importer = await connection.BeginBinaryImportAsync(
            $"COPY {table} ({string.Join(", ", RollupColumns.All)}) FROM STDIN (FORMAT BINARY)", cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < rows.Count; i++)
        {
            var (series, sums) = (rows[i].Series, rows[i].Sums);
            await importer.StartRowAsync(cancellationToken).ConfigureAwait(false);
            await importer.WriteAsync(series.Cut.Id, NpgsqlDbType.Integer, cancellationToken).ConfigureAwait(false);
            await importer.WriteAsync(period, NpgsqlDbType.Bigint, cancellationToken).ConfigureAwait(false);
            await importer.WriteAsync(series.Organization, NpgsqlDbType.Uuid, cancellationToken).ConfigureAwait(false);
            await importer.WriteAsync(i, NpgsqlDbType.Integer, cancellationToken).ConfigureAwait(false);
            await importer.WriteAsync(series.IsFolded ? 1 : 0, NpgsqlDbType.Integer, cancellationToken).ConfigureAwait(false);
            foreach (var dimension in RollupColumns.Dimensions)
            {
                if (ValueOf(series, dimension) is { } value)
                    await importer.WriteAsync(value, NpgsqlDbType.Text, cancellationToken).ConfigureAwait(false);
                else
                    await importer.WriteNullAsync(cancellationToken).ConfigureAwait(false);
            }

            for (var number = 0; number < MetricSums.Length; number++)
                await importer.WriteAsync(sums[(MetricNumber)number], NpgsqlDbType.Bigint, cancellationToken).ConfigureAwait(false);
            await importer.WriteAsync(sums.Durations.Write(), NpgsqlDbType.Bytea, cancellationToken).ConfigureAwait(false);
            await importer.WriteAsync(sums.FirstTokens.Write(), NpgsqlDbType.Bytea, cancellationToken).ConfigureAwait(false);
        }

        await importer.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    // SQLite's calls block anyhow; one prepared statement does all rows.
    private static void Insert(SqliteConnection connection, SqliteTransaction transaction, string table, long period, IReadOnlyList<RollupRow> rows)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"INSERT INTO {table} ({string.Join(", ", RollupColumns.All)}) VALUES ({string.Join(", ", RollupColumns.All.Select(column => "@" + column))})";
        var parameters = Array.ConvertAll(RollupColumns.All, column => command.Parameters.AddWithValue("@" + column, DBNull.Value));
        for (var i = 0; i < rows.Count; i++)
        {
            var (series, sums, at) = (rows[i].Series, rows[i].Sums, 0);
            void Next(object? value) => parameters[at++].Value = value ?? DBNull.Value;
            Next(series.Cut.Id);
            Next(period);
            Next(series.Organization.ToString("D"));
            Next(i);
            Next(series.IsFolded ? 1 : 0);
            foreach (var dimension in RollupColumns.Dimensions)
                Next(ValueOf(series, dimension));
            for (var number = 0; number < MetricSums.Length; number++)
                Next(sums[(MetricNumber)number]);
            Next(sums.Durations.Write());
            Next(sums.FirstTokens.Write());
            command.ExecuteNonQuery();
        }
    }

    private static string? ValueOf(RollupSeries series, MetricDimension dimension)
    {
        for (var i = 0; i < series.Values.Count; i++)
        {
            if (series.Cut.Dimensions[i] == dimension)
                return series.Values[i];
        }

        return null;
    }
}
