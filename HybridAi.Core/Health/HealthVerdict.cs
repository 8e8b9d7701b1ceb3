namespace HybridAi.Core.Health;

/// <summary>How something is, and why.</summary>
/// <param name="Level">How it is.</param>
/// <param name="Reason">Why it is not healthy, for an operator, without secrets; null if it is, or nothing is known.</param>
/// <param name="Slowdown">By what factor it is surely slower than usual, such as 1.3; null if it is not.</param>
/// <param name="SlowStreams">Whether that is streams to their first content; else it is other answers.</param>
public sealed record HealthVerdict(HealthLevel Level, string? Reason = null, double? Slowdown = null, bool SlowStreams = false)
{
    /// <summary>Nothing was seen of it lately.</summary>
    public static readonly HealthVerdict Unknown = new(HealthLevel.Unknown);

    /// <summary>It is as it should be.</summary>
    public static readonly HealthVerdict Healthy = new(HealthLevel.Healthy);
}
