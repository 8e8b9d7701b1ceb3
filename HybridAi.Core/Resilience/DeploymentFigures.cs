namespace HybridAi.Core.Resilience;

/// <summary>What became of a deployment's calls in a window of time.</summary>
/// <param name="Calls">Calls that showed whether it works.</param>
/// <param name="Failed">Those that showed that it does not.</param>
/// <param name="P95">The 95th percentile of the time to the first content of those that succeeded; null without one.</param>
public readonly record struct DeploymentFigures(int Calls, int Failed, TimeSpan? P95)
{
    /// <summary>The share of calls that failed; 0 without a call.</summary>
    public double ErrorRate => Calls == 0 ? 0 : (double)Failed / Calls;
}
