using System.Collections.Concurrent;

namespace HybridAi.Core.Routing.Live;

/// <summary>
/// The live state of all deployments of this node, by id; it stays while snapshots change. Bounded: beyond so many deployments, those that
/// were not called for long are forgotten, and what finds no room is not watched.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class DeploymentStates(TimeProvider time) : IAttemptObserver
{
    /// <summary>Most deployments that are watched. Callers can make some up where a provider takes any model's name.</summary>
    public const int Most = 2048;

    private static readonly TimeSpan CleaningInterval = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, DeploymentState> _states = new(StringComparer.Ordinal);
    private long _cleaned = long.MinValue;
    private int _count;

    /// <summary>A deployment's state, or null if it was never called or is not watched.</summary>
    /// <param name="deployment">The deployment.</param>
    public DeploymentState? Find(Deployment deployment) => _states.GetValueOrDefault(deployment.Id);

    /// <summary>What is known of a deployment.</summary>
    /// <param name="deployment">The deployment.</param>
    public DeploymentReport Describe(Deployment deployment) => Find(deployment)?.Describe() ?? DeploymentReport.Empty;

    /// <summary>How many attempts of each provider have not ended; none of a provider without any.</summary>
    public IReadOnlyDictionary<string, int> UnderWay()
    {
        var sums = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (_, state) in _states)
        {
            if (state.InFlight is > 0 and var calls)
                sums[state.Provider] = sums.GetValueOrDefault(state.Provider) + calls;
        }

        return sums;
    }

    /// <inheritdoc/>
    public void Began(Deployment deployment)
    {
        if (Find(deployment) is { } known)
            known.Begin();
        else if (Volatile.Read(ref _count) < Most || MakeRoom())
            Add(deployment).Begin();
    }

    /// <inheritdoc/>
    public void Ended(in AttemptOutcome outcome) => Find(outcome.Deployment)?.End(outcome);

    private DeploymentState Add(Deployment deployment)
    {
        var fresh = new DeploymentState(time) { Provider = deployment.Provider };
        var state = _states.GetOrAdd(deployment.Id, fresh);
        if (state == fresh)
            Interlocked.Increment(ref _count);
        return state;
    }

    // One thread at a time, and not for every stranger.
    private bool MakeRoom()
    {
        var (now, last) = (time.GetTimestamp(), Volatile.Read(ref _cleaned));
        if ((last != long.MinValue && time.GetElapsedTime(last, now) < CleaningInterval) || Interlocked.CompareExchange(ref _cleaned, now, last) != last)
            return false;
        foreach (var (id, state) in _states)
        {
            if (state.InFlight == 0 && time.GetElapsedTime(state.LastBegun, now) > DeploymentState.Window && _states.TryRemove(new(id, state)))
                Interlocked.Decrement(ref _count);
        }

        return Volatile.Read(ref _count) < Most;
    }
}
