namespace HybridAi.Core.Health;

/// <summary>What a deployment's calls came to.</summary>
/// <param name="Calls">Calls that showed whether it works.</param>
/// <param name="Failed">Those that showed that it does not.</param>
/// <param name="Streams">Times to the first content of the streams that succeeded.</param>
/// <param name="Answers">Durations of the other answers that succeeded.</param>
public readonly record struct HealthFigures(long Calls, long Failed, LatencyMoments Streams, LatencyMoments Answers)
{
    /// <summary>Those that succeeded.</summary>
    public long Succeeded => Calls - Failed;

    /// <summary>The share that failed; 0 without a call.</summary>
    public double ErrorRate => Calls == 0 ? 0 : (double)Failed / Calls;

    /// <summary>With others.</summary>
    /// <param name="other">The others.</param>
    public HealthFigures With(in HealthFigures other) =>
        new(Calls + other.Calls, Failed + other.Failed, Streams.With(other.Streams), Answers.With(other.Answers));
}
