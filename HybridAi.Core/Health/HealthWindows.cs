using System.Collections.Concurrent;
using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;

namespace HybridAi.Core.Health;

/// <summary>What became of the calls of each deployment in the last minute, as this process saw it: what its health is judged by.</summary>
/// <param name="time">The clock.</param>
public sealed class HealthWindows(TimeProvider time) : IAttemptObserver
{
    // Callers can make up names of models at providers that take any: those beyond are not watched until others have been silent for long.
    private const int Most = 2_000;

    private readonly long _origin = time.GetTimestamp();
    private readonly ConcurrentDictionary<string, Entry> _byDeployment = new(StringComparer.Ordinal);
    private int _count;

    private TimeSpan Now => time.GetElapsedTime(_origin);

    /// <summary>All deployments that were called and are not forgotten.</summary>
    public IEnumerable<Deployment> Seen => _byDeployment.Values.Select(entry => entry.Deployment);

    /// <inheritdoc/>
    public void Began(Deployment deployment)
    {
    }

    /// <inheritdoc/>
    public void Ended(in AttemptOutcome outcome)
    {
        var verdict = outcome.Failure.Judge();
        var hedged = outcome.Failure == FailureCause.HedgeLost;
        if ((verdict == CallVerdict.Unknown && !hedged) || Of(outcome.Deployment) is not { } entry)
            return;
        var now = Now;
        lock (entry.Window)
        {
            entry.At = now;
            if (hedged)
                entry.Window.AddGivenUp(now, outcome.Streamed, outcome.Duration);
            else
                entry.Window.Add(now, verdict == CallVerdict.Failed, outcome.Streamed, outcome.Failure is null ? outcome.TimeToFirstContent ?? outcome.Duration : null);
        }
    }

    /// <summary>What became of a deployment's calls.</summary>
    /// <param name="deployment">The deployment's id.</param>
    /// <param name="length">How far to look back, at most a minute.</param>
    public HealthFigures Of(string deployment, TimeSpan length)
    {
        if (!_byDeployment.TryGetValue(deployment, out var entry))
            return default;
        lock (entry.Window)
            return entry.Window.Sum(Now, length);
    }

    /// <summary>What became of its calls since this was asked last.</summary>
    /// <param name="deployment">The deployment's id.</param>
    public HealthFigures Take(string deployment)
    {
        if (!_byDeployment.TryGetValue(deployment, out var entry))
            return default;
        lock (entry.Window)
            return entry.Window.Take();
    }

    /// <summary>Forgets the deployments that were not called for long.</summary>
    /// <param name="silence">For how long.</param>
    public void Clean(TimeSpan silence)
    {
        var now = Now;
        foreach (var (deployment, entry) in _byDeployment)
        {
            bool isSilent;
            lock (entry.Window)
                isSilent = now - entry.At > silence;
            if (isSilent && _byDeployment.TryRemove(new(deployment, entry)))
                Interlocked.Decrement(ref _count);
        }
    }

    private Entry? Of(Deployment deployment)
    {
        if (_byDeployment.TryGetValue(deployment.Id, out var known))
            return known;
        if (Volatile.Read(ref _count) >= Most)
            return null;
        var added = new Entry(deployment) { At = Now };
        var entry = _byDeployment.GetOrAdd(deployment.Id, added);
        if (ReferenceEquals(entry, added))
            Interlocked.Increment(ref _count);
        return entry;
    }

    private sealed class Entry(Deployment deployment)
    {
        public Deployment Deployment => deployment;

        public HealthWindow Window { get; } = new();

        public TimeSpan At { get; set; }
    }
}
