using System.Collections.Concurrent;
using HybridAi.Core.Routing;

namespace HybridAi.Core.Resilience;

/// <summary>What became of the calls of each deployment in the last 10 minutes, as this process saw it: what fallback conditions and reliability scores go by.</summary>
/// <param name="time">The clock.</param>
public sealed class DeploymentStatistics(TimeProvider time) : IAttemptObserver
{
    /// <summary>How far back it looks at the most.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private const int Slots = 60;

    // Callers can make up names of models at providers that take any: those beyond are not counted.
    private const int Most = 2_000;

    private static readonly TimeSpan CleaningInterval = TimeSpan.FromSeconds(10);

    private readonly long _origin = time.GetTimestamp();
    private readonly ConcurrentDictionary<string, Entry> _byDeployment = new(StringComparer.Ordinal);
    private long _cleaned = -CleaningInterval.Ticks;
    private int _count;

    private TimeSpan Now => time.GetElapsedTime(_origin);

    /// <inheritdoc/>
    public void Began(Deployment deployment)
    {
    }

    /// <inheritdoc/>
    public void Ended(in AttemptOutcome outcome)
    {
        if (outcome.Failure == FailureCause.HedgeLost)
        {
            TakeLonger(outcome);
            return;
        }

        var verdict = outcome.Failure.Judge();
        if (verdict == CallVerdict.Unknown || Of(outcome.Deployment) is not { } entry)
            return;
        var failed = verdict == CallVerdict.Failed;
        lock (entry.Window)
            entry.Window.Add(Now, failed, slow: false, outcome.Failure is null ? outcome.TimeToFirstContent ?? outcome.Duration : null);
    }

    /// <summary>The figures of a deployment.</summary>
    /// <param name="deployment">The deployment's id.</param>
    /// <param name="window">How far to look back; at most <see cref="Longest"/>.</param>
    /// <returns>Calls and failures, and the 95th percentile of the time to the first content (of answers that are not streamed, to the end) of those that succeeded.</returns>
    public DeploymentFigures Of(string deployment, TimeSpan window)
    {
        if (!_byDeployment.TryGetValue(deployment, out var entry))
            return default;
        Span<int> latencies = stackalloc int[LatencyScale.Buckets];
        int calls, failed;
        lock (entry.Window)
            (calls, failed, _) = entry.Window.Sum(Now, window, latencies);
        return new DeploymentFigures(calls, failed, LatencyScale.Percentile(latencies, 0.95));
    }

    /// <summary>The deployments of a provider that were called.</summary>
    /// <param name="provider">The provider's name.</param>
    public IEnumerable<string> DeploymentsOf(string provider) => _byDeployment.Where(pair => pair.Value.Provider == provider).Select(pair => pair.Key);

    /// <summary>All deployments that were called.</summary>
    public IEnumerable<Deployment> Seen => _byDeployment.Values.Select(entry => entry.Deployment);

    // It would have taken at least so long. What is longer than usual must not be missing for having been cut short; what is shorter says nothing.
    private void TakeLonger(in AttemptOutcome outcome)
    {
        if (!_byDeployment.TryGetValue(outcome.Deployment.Id, out var entry) || !(outcome.Duration > Of(outcome.Deployment.Id, Longest).P95))
            return;
        lock (entry.Window)
            entry.Window.AddLatency(Now, outcome.Duration);
    }

    // Those that were not called lately are forgotten; by one thread at a time, and not for every stranger.
    private bool MakeRoom()
    {
        var (now, last) = (Now, TimeSpan.FromTicks(Volatile.Read(ref _cleaned)));
        if (now - last < CleaningInterval || Interlocked.CompareExchange(ref _cleaned, now.Ticks, last.Ticks) != last.Ticks)
            return false;
        foreach (var (deployment, entry) in _byDeployment)
        {
            bool isSilent;
            lock (entry.Window)
                isSilent = entry.Window.Sum(now, Longest).Calls == 0;
            if (isSilent && _byDeployment.TryRemove(new(deployment, entry)))
                Interlocked.Decrement(ref _count);
        }

        return Volatile.Read(ref _count) < Most;
    }

    private Entry? Of(Deployment deployment)
    {
        if (_byDeployment.TryGetValue(deployment.Id, out var known))
            return known;
        if (Volatile.Read(ref _count) >= Most && !MakeRoom())
            return null;
        var added = new Entry(deployment, new OutcomeWindow(Longest, Slots));
        var entry = _byDeployment.GetOrAdd(deployment.Id, added);
        if (ReferenceEquals(entry, added))
            Interlocked.Increment(ref _count);
        return entry;
    }

    private sealed record Entry(Deployment Deployment, OutcomeWindow Window)
    {
        public string Provider => Deployment.Provider;
    }
}
