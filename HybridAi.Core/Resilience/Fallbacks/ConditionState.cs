namespace HybridAi.Core.Resilience.Fallbacks;

/// <summary>Whether a condition is met for one deployment, over time. Not safe for concurrent use.</summary>
/// <param name="condition">The condition.</param>
public sealed class ConditionState(FallbackCondition condition)
{
    private TimeSpan _since;

    /// <summary>Whether the rule acts.</summary>
    public bool IsMet { get; private set; }

    /// <summary>Looks again.</summary>
    /// <param name="value">The metric (for <see cref="ConditionMetric.Health"/> 1: open, 0: not); null: nothing is known of it.</param>
    /// <param name="now">The time, on any clock that does not go back.</param>
    /// <returns>Whether it is now met, or ended, and was not before.</returns>
    public bool Update(double? value, TimeSpan now)
    {
        if (!IsMet)
        {
            if (value is not { } bad || !IsBad(bad, condition.Threshold ?? 1))
                return false;
            (IsMet, _since) = (true, now);
            return true;
        }

        if (now - _since < condition.Cooldown || (value is { } still && !IsBetter(still)))
            return false;
        IsMet = false;
        return true;
    }

    private bool IsBetter(double value) => condition.Recovery is { } recovery && condition.Metric != ConditionMetric.Health
        ? (condition.Metric == ConditionMetric.LimitLeft ? value >= recovery : value <= recovery)
        : !IsBad(value, condition.Threshold ?? 1);

    private bool IsBad(double value, double threshold) => condition.Metric == ConditionMetric.LimitLeft ? value <= threshold : value >= threshold;
}
