using System.Data.Common;
using Dapper;
using HybridAi.Core.Costs;
using HybridAi.Core.Metrics;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Core.Usage;
using HybridAi.Storage.Usage;

namespace HybridAi.Storage.Metrics;

/// <summary>Reads what a period is made of.</summary>
internal static class RollupSource
{
    private const string Records = """
        SELECT organization_id, outcome, attempts, input_tokens, cached_input_tokens, cache_write_tokens, cache_write_1h_tokens, audio_input_tokens, image_input_tokens,
               output_tokens, reasoning_tokens, audio_output_tokens, image_output_tokens, cost_nanos, saved_nanos, duration_us, first_token_us,
               provider, model, deployment, region, team_id, user_id, key_id, task, cache, failure_cause
        FROM usage_records WHERE at >= @from AND at < @to
        """;

    private const int FirstValue = 17;

    private static readonly string Rows = $"""
        SELECT cut, organization_id, folded, {string.Join(", ", RollupColumns.Dimensions.Select(RollupColumns.Of))}, {string.Join(", ", RollupColumns.Numbers)}, durations, first_tokens
        """;

    /// <summary>Adds all of a period to a builder.</summary>
    public static async Task ReadAsync(DbConnection connection, RollupLevel level, long period, RollupBuilder builder, CancellationToken cancellationToken)
    {
        var sql = level == RollupLevel.Minute ? Records
            : $"{Rows} FROM {RollupColumns.TableOf(level - 1)} WHERE cut IN ({RollupColumns.CutIds}) AND period >= @from AND period < @to";
        var command = new CommandDefinition(
            sql, new { from = period, to = period + RollupLevels.LengthOf(level) }, commandTimeout: UsageStore.QuerySeconds, cancellationToken: cancellationToken);
        // Not disposed asynchronously: see UsageStore.
        using var reader = await connection.ExecuteReaderAsync(command).ConfigureAwait(false);
        if (level == RollupLevel.Minute)
            await ReadRecordsAsync(reader, builder, cancellationToken).ConfigureAwait(false);
        else
            await ReadRowsAsync(reader, builder, cancellationToken).ConfigureAwait(false);
    }

    private static async Task ReadRecordsAsync(DbDataReader reader, RollupBuilder builder, CancellationToken cancellationToken)
    {
        var request = new RolledRequest();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            request.Organization = reader.GetGuid(0);
            request.Outcome = Enum.Parse<UsageOutcome>(reader.GetString(1));
            request.Attempts = reader.GetInt64(2);
            request.Tokens = new TokenUsage
            {
                Input = reader.GetInt64(3),
                CachedInput = reader.GetInt64(4),
                CacheWrite = reader.GetInt64(5),
                CacheWrite1h = reader.GetInt64(6),
                AudioInput = reader.GetInt64(7),
                ImageInput = reader.GetInt64(8),
                Output = reader.GetInt64(9),
                Reasoning = reader.GetInt64(10),
                AudioOutput = reader.GetInt64(11),
                ImageOutput = reader.GetInt64(12),
            };
            (request.CostNanos, request.SavedNanos) = (Number(reader, 13), Number(reader, 14));
            (request.DurationMicros, request.FirstTokenMicros) = (reader.GetInt64(15), Number(reader, 16));
            // Records have no column yet for what comes behind the cause.
            for (var dimension = MetricDimension.Provider; dimension <= MetricDimension.Cause; dimension++)
                request[dimension] = Value(reader, FirstValue + (int)dimension - 1, dimension is MetricDimension.Team or MetricDimension.User or MetricDimension.Key);
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
                values[i] = Value(reader, Values + (int)cut.Dimensions[i] - 1, isId: false);
            var sums = builder.SumsOf(new RollupSeries(cut, reader.GetGuid(1), values, reader.GetInt32(2) != 0));
            for (var i = 0; i < MetricSums.Length; i++)
                sums.Add((MetricNumber)i, reader.GetInt64(numbers + i));
            sums.Durations.Add((byte[])reader.GetValue(numbers + MetricSums.Length));
            sums.FirstTokens.Add((byte[])reader.GetValue(numbers + MetricSums.Length + 1));
        }
    }

    private static long? Number(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    // An id is a text in rollups, on both databases the same one.
    private static string? Value(DbDataReader reader, int column, bool isId) => reader.IsDBNull(column) ? null : isId ? reader.GetGuid(column).ToString("D") : reader.GetString(column);
}
