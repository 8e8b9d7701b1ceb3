using System.Collections.Concurrent;
using HybridAi.Core.Routing;

namespace HybridAi.Core.Resilience.Hedging;

/// <summary>
/// Knows after how long an attempt is late, by what this process measured. A deployment is measured from the first request on that could be hedged there, so that where none is it costs
/// a look into an empty table. Bounded: beyond so many deployments those that nobody asked for lately are forgotten, and what finds no room is not measured.
/// </summary>
/// <param name="options">From when an attempt is late.</param>
/// <param name="time">The clock.</param>
public sealed class HedgeDelays(HedgingOptions options, TimeProvider time) : IAttemptObserver
{
    /// <summary>Most deployments that are measured. Callers can make some up where a provider takes any model's name.</summary>
    public const int Most = 1024;

    private readonly ConcurrentDictionary<string, Entry> _byDeployment = new(StringComparer.Ordinal);

    /// <summary>After how long an attempt is late.</summary>
    /// <param name="deployment">Where it is made.</param>
    /// <param name="streamed">Whether its answer is a stream, of which the first content counts and not the end.</param>
    /// <returns>The time from its start; null as long as too few were measured.</returns>
    public TimeSpan? DelayFor(Deployment deployment, bool streamed)
    {
        if (Of(deployment) is not { } entry)
            return null;
        Volatile.Write(ref entry.AskedAt, time.GetTimestamp());
        if ((streamed ? entry.FirstContent : entry.Whole).Quantile(options.Quantile, options.LeastCalls) is not { } usual)
            return null;
        return usual < options.MinDelay ? options.MinDelay : usual > options.MaxDelay ? options.MaxDelay : usual;
    }

    /// <inheritdoc/>
    public void Began(Deployment deployment)
    {
    }

    /// <inheritdoc/>
    public void Ended(in AttemptOutcome outcome)
    {
        if (!_byDeployment.TryGetValue(outcome.Deployment.Id, out var entry))
            return;
        var times = outcome.Streamed ? entry.FirstContent : entry.Whole;
        if (outcome.TimeToFirstContent is { } first)
            times.Came(first);
        else if (outcome.Failure is not { } cause)
            times.Came(outcome.Duration);
        else if (cause.IsGivenUp())
            times.GivenUp(outcome.Duration);
    }

    private Entry? Of(Deployment deployment)
    {
        if (_byDeployment.TryGetValue(deployment.Id, out var known))
            return known;
        if (_byDeployment.Count >= Most && !MakeRoom())
            return null;
        return _byDeployment.GetOrAdd(deployment.Id, new Entry(options.Window, time));
    }

    // Rare: only where callers make up names, or after many deployments were replaced.
    private bool MakeRoom()
    {
        foreach (var (deployment, entry) in _byDeployment)
        {
            if (time.GetElapsedTime(Volatile.Read(ref entry.AskedAt)) > options.Window)
                _byDeployment.TryRemove(new(deployment, entry));
        }

        return _byDeployment.Count < Most;
    }

    private sealed class Entry(TimeSpan window, TimeProvider time)
    {
        public long AskedAt = time.GetTimestamp();

        public AnswerTimes FirstContent { get; } = new(window, time);

        public AnswerTimes Whole { get; } = new(window, time);
    }
}
