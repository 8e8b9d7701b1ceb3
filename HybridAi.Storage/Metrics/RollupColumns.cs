using HybridAi.Core.Metrics.Rollups;

namespace HybridAi.Storage.Metrics;

/// <summary>The tables and columns of rollups.</summary>
internal static class RollupColumns
{
    private static readonly string[] OfDimensions =
        ["organization_id", "provider", "model", "deployment", "region", "team_id", "user_id", "key_id", "task", "cache", "cause", "model_version", "experiment_arm", "prompt_version"];

    /// <summary>The columns of the numbers, in the order of <see cref="Core.Metrics.MetricNumber"/>.</summary>
    public static readonly string[] Numbers =
    [
        "requests", "succeeded", "failed", "cancelled", "interrupted", "attempts", "input_tokens", "cached_input_tokens", "cache_write_tokens", "cache_write_1h_tokens", "audio_input_tokens",
        "image_input_tokens", "output_tokens", "reasoning_tokens", "audio_output_tokens", "image_output_tokens", "cost_nanos", "unknown_costs", "saved_nanos", "cache_hits", "cache_misses",
        "duration_us", "first_token_us",
    ];

    /// <summary>The numbers of all cuts, for statements that mean every one: the primary key begins with it.</summary>
    public static readonly string CutIds = string.Join(", ", MetricCut.All.Select(cut => cut.Id));

    /// <summary>The dimensions that rows have columns for, besides the organization.</summary>
    public static readonly MetricDimension[] Dimensions = [.. MetricDimensions.All.Where(dimension => dimension != MetricDimension.Organization)];

    /// <summary>All columns, as rows are written and read whole.</summary>
    public static readonly string[] All =
        ["cut", "period", "organization_id", "series", "folded", .. Dimensions.Select(Of), .. Numbers, "durations", "first_tokens"];

    /// <summary>The column of a dimension.</summary>
    public static string Of(MetricDimension dimension) => OfDimensions[(int)dimension];

    /// <summary>The table of a level.</summary>
    public static string TableOf(RollupLevel level) => level switch
    {
        RollupLevel.Minute => "metrics_1min",
        RollupLevel.Hour => "metrics_1hour",
        RollupLevel.Day => "metrics_1day",
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "It has no table of its own."),
    };
}
