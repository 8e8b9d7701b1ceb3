using HybridAi.Core.Routing.Live;

namespace HybridAi.Core.Routing.Rules;

/// <summary>How deployments do on this node, for rules that depend on it.</summary>
/// <param name="states">Their live states.</param>
/// <param name="health">What says which are not to be tried.</param>
/// <param name="time">The clock.</param>
public sealed class DeploymentWatch(DeploymentStates states, IDeploymentHealth[] health, TimeProvider time)
{
    /// <summary>Whether one of some deployments is in a state.</summary>
    /// <param name="deployments">The deployments.</param>
    /// <param name="state">The state.</param>
    internal bool IsAny(Deployment[] deployments, RuleState state)
    {
        var now = time.GetTimestamp();
        foreach (var deployment in deployments)
        {
            if (IsIn(deployment, state, now))
                return true;
        }

        return false;
    }

    /// <summary>This moment, as a timestamp of the clock.</summary>
    internal long Now => time.GetTimestamp();

    /// <summary>How long ago a moment was.</summary>
    internal TimeSpan Since(long moment, long now) => time.GetElapsedTime(moment, now);

    private bool IsIn(Deployment deployment, RuleState state, long now)
    {
        if (state.Healthy is { } wanted && IsHealthy(deployment) != wanted)
            return false;
        if (state.ErrorRateAtLeast is null && state.P95AtLeast is null)
            return true;
        return states.Find(deployment) is { } live
            && (state.ErrorRateAtLeast is not { } errors || live.ErrorRateAt(now) >= errors)
            && (state.P95AtLeast is not { } wait || live.FiguresAt(now)?.P95 >= wait);
    }

    private bool IsHealthy(Deployment deployment)
    {
        foreach (var one in health)
        {
            if (!one.IsAvailable(deployment))
                return false;
        }

        return true;
    }
}
