namespace HybridAi.Core.Health;

/// <summary>What the last questions to a provider showed.</summary>
/// <param name="At">When the last was answered, or given up.</param>
/// <param name="Failures">How many in a row failed; 0: the last was answered.</param>
/// <param name="Refused">Whether it refused the key: it will again.</param>
/// <param name="Problem">What was wrong; null if nothing was.</param>
/// <param name="Duration">How long the last took.</param>
public sealed record ProbeStanding(DateTimeOffset At, int Failures, bool Refused, string? Problem, TimeSpan Duration);
