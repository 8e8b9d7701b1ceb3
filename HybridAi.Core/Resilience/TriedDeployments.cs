using HybridAi.Core.Routing;

namespace HybridAi.Core.Resilience;

/// <summary>What a request has tried, and which of it is tried again when nothing else is left: what may be the soonest.</summary>
/// <param name="retries">Whether and when a deployment is tried again.</param>
/// <param name="time">The clock.</param>
public sealed class TriedDeployments(RetryPolicy retries, TimeProvider time)
{
    private List<Tried>? _tried;

    /// <summary>How many attempts at a deployment have failed.</summary>
    /// <param name="deployment">The deployment.</param>
    public int AttemptsAt(Deployment deployment) => Find(deployment) is var index and >= 0 ? _tried![index].Attempts : 0;

    /// <summary>Why the last attempt at a deployment failed; null if none did.</summary>
    /// <param name="deployment">The deployment.</param>
    public FailureCause? CauseAt(Deployment deployment) => Find(deployment) is var index and >= 0 ? _tried![index].Cause : null;

    /// <summary>An attempt has failed.</summary>
    /// <param name="deployment">Where.</param>
    /// <param name="cause">Why.</param>
    /// <param name="retryAfter">How long the provider asked to be left alone, or null.</param>
    public void Failed(Deployment deployment, FailureCause cause, TimeSpan? retryAfter)
    {
        _tried ??= [];
        var index = Find(deployment);
        var tried = new Tried(deployment, index < 0 ? 1 : _tried[index].Attempts + 1, cause, time.GetTimestamp(), retryAfter);
        if (index < 0)
            _tried.Add(tried);
        else
            _tried[index] = tried;
    }

    /// <summary>What to try again, and after how long.</summary>
    /// <param name="left">What is left of the request's time.</param>
    /// <param name="canBeCalled">Whether a deployment can be called now.</param>
    /// <returns>The deployment with the shortest wait; null: none.</returns>
    public (Deployment Deployment, TimeSpan Delay)? Again(TimeSpan left, Func<Deployment, bool> canBeCalled)
    {
        (Deployment Deployment, TimeSpan Delay)? best = null;
        for (var i = 0; _tried is not null && i < _tried.Count; i++)
        {
            var one = _tried[i];
            var asked = one.RetryAfter - time.GetElapsedTime(one.At);
            if (retries.DelayBefore(one.Attempts, one.Cause, asked, left) is { } delay && (best is null || delay < best.Value.Delay) && canBeCalled(one.Deployment))
                best = (one.Deployment, delay);
        }

        return best;
    }

    private int Find(Deployment deployment)
    {
        for (var i = 0; _tried is not null && i < _tried.Count; i++)
        {
            if (_tried[i].Deployment.Id == deployment.Id)
                return i;
        }

        return -1;
    }

    private readonly record struct Tried(Deployment Deployment, int Attempts, FailureCause Cause, long At, TimeSpan? RetryAfter);
}
