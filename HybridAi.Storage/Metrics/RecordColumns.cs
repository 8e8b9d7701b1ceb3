using HybridAi.Core.Costs;
using HybridAi.Core.Metrics.Rollups;

namespace HybridAi.Storage.Metrics;

/// <summary>The columns of usage records that rollups are made of, and what they say of a request.</summary>
internal static class RecordColumns
{
    private const int FirstValue = 17;

    /// <summary>Reads the records of a time.</summary>
    /// <param name="from">The parameter of its begin, in milliseconds.</param>
    /// <param name="to">The parameter of the end, which does not belong to it.</param>
    public static string Select(string from, string to) => $"""
        SELECT organization_id, outcome, attempts, input_tokens, cached_input_tokens, cache_write_tokens, cache_write_1h_tokens, audio_input_tokens, image_input_tokens,
               output_tokens, reasoning_tokens, audio_output_tokens, image_output_tokens, cost_nanos, saved_nanos, duration_us, first_token_us,
               provider, model, deployment, region, team_id, user_id, key_id, task, cache, failure_cause
        FROM usage_records WHERE at >= {from} AND at < {to}
        """;

    /// <summary>Fills a request from a row.</summary>
    public static void Read<TRow>(TRow row, RolledRequest request)
        where TRow : IRecordRow
    {
        request.Organization = row.Organization(0);
        request.Outcome = row.Outcome(1);
        request.Attempts = row.Number(2);
        request.Tokens = new TokenUsage
        {
            Input = row.Number(3),
            CachedInput = row.Number(4),
            CacheWrite = row.Number(5),
            CacheWrite1h = row.Number(6),
            AudioInput = row.Number(7),
            ImageInput = row.Number(8),
            Output = row.Number(9),
            Reasoning = row.Number(10),
            AudioOutput = row.Number(11),
            ImageOutput = row.Number(12),
        };
        (request.CostNanos, request.SavedNanos) = (row.NumberOrNull(13), row.NumberOrNull(14));
        (request.DurationMicros, request.FirstTokenMicros) = (row.Number(15), row.NumberOrNull(16));
        // Records have no column yet for what comes behind the cause.
        for (var dimension = MetricDimension.Provider; dimension <= MetricDimension.Cause; dimension++)
        {
            var column = FirstValue + (int)dimension - 1;
            request[dimension] = dimension is MetricDimension.Team or MetricDimension.User or MetricDimension.Key ? row.Id(column) : row.Text(column);
        }
    }
}
