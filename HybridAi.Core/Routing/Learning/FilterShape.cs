namespace HybridAi.Core.Routing.Learning;

/// <summary>What a <see cref="DriftingFilter"/> takes for granted before it has seen anything, and how fast it expects the world to change.</summary>
internal sealed record FilterShape
{
    /// <summary>The coefficients to begin with; the last one is the level's.</summary>
    public required double[] Mean { get; init; }

    /// <summary>The variance of each.</summary>
    public required double[] Variance { get; init; }

    /// <summary>By how much each one's variance grows with a value that is learned: how far coefficients walk.</summary>
    public required double[] Walk { get; init; }

    /// <summary>The level's variance while nothing is known of it.</summary>
    public required double LevelVariance { get; init; }

    /// <summary>The time in which the level falls to 1/e of itself while nothing is learned.</summary>
    public required TimeSpan LevelMemory { get; init; }

    /// <summary>The variance of single values around the forecast, to begin with; of no account for events.</summary>
    public required double Noise { get; init; }

    /// <summary>The part of a level that is left after some time.</summary>
    /// <param name="ticks">The time.</param>
    public double FadeOf(long ticks) => ticks <= 0 ? 1 : Math.Exp(-(double)ticks / LevelMemory.Ticks);
}
