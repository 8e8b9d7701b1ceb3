namespace HybridAi.Core.Metrics.Rollups;

/// <summary>The periods of each <see cref="RollupLevel"/>, in milliseconds since the Unix epoch.</summary>
public static class RollupLevels
{
    private static readonly long[] Lengths = [1, 60_000, 3_600_000, 86_400_000];

    /// <summary>How long a period is, in milliseconds; of records: 1.</summary>
    /// <param name="level">The level.</param>
    public static long LengthOf(RollupLevel level) => Lengths[(int)level];

    /// <summary>The beginning of the period that a moment falls into.</summary>
    /// <param name="level">The level.</param>
    /// <param name="at">The moment, in milliseconds since the Unix epoch.</param>
    public static long StartOf(RollupLevel level, long at)
    {
        var length = LengthOf(level);
        return at - (((at % length) + length) % length);
    }
}
