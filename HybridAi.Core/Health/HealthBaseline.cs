namespace HybridAi.Core.Health;

/// <summary>What is usual for a deployment, from its last seven days.</summary>
/// <param name="Deployment">The deployment's id.</param>
/// <param name="Calls">Calls that showed whether it works.</param>
/// <param name="Failed">Those that showed that it does not.</param>
/// <param name="Streams">Times to the first content of streams.</param>
/// <param name="Answers">Durations of answers that are not streamed.</param>
public sealed record HealthBaseline(string Deployment, long Calls, long Failed, LatencyBaseline Streams, LatencyBaseline Answers)
{
    /// <summary>How far back it reaches.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromDays(7);
}
