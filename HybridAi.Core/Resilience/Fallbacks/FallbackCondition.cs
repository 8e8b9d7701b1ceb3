namespace HybridAi.Core.Resilience.Fallbacks;

/// <summary>When a rule acts. With hysteresis: it ends once its cooldown is over and the metric is better than the recovery, or nothing is known of it any more.</summary>
public sealed record FallbackCondition
{
    /// <summary>What it looks at.</summary>
    public ConditionMetric Metric { get; init; }

    /// <summary>From where it is met (see <see cref="ConditionMetric"/>); null only for <see cref="ConditionMetric.Health"/>.</summary>
    public double? Threshold { get; init; }

    /// <summary>What the metric has to be better than for it to end; null: the threshold.</summary>
    public double? Recovery { get; init; }

    /// <summary>How far back rates and percentiles look; 10 s to 10 min.</summary>
    public required TimeSpan Window { get; init; }

    /// <summary>How long it lasts at the least; 1 s to 1 d.</summary>
    public required TimeSpan Cooldown { get; init; }

    /// <summary>With fewer calls in the window rates and percentiles say nothing; 1 or more.</summary>
    public required int LeastCalls { get; init; }
}
