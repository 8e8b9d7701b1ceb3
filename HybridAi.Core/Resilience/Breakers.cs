using System.Collections.Concurrent;
using HybridAi.Core.Configuration;
using HybridAi.Core.Routing;

namespace HybridAi.Core.Resilience;

/// <summary>The circuit breakers of all deployments. A deployment gets one with its first call.</summary>
/// <param name="options">When they open and close.</param>
/// <param name="time">The clock.</param>
public sealed class Breakers(BreakerOptions options, TimeProvider time) : IDeploymentHealth
{
    // Callers can make up names of models at providers that take any: those beyond have no breaker.
    private const int Most = 10_000;

    private static readonly TimeSpan CleaningInterval = TimeSpan.FromSeconds(10);

    private readonly long _origin = time.GetTimestamp();
    private readonly ConcurrentDictionary<string, CircuitBreaker> _byDeployment = new(StringComparer.Ordinal);
    private long _cleaned = -CleaningInterval.Ticks;
    private int _count;

    /// <summary>Told of each breaker that opened or closed by what this process saw: the deployment's id, and how. Called on the request's path.</summary>
    public event Action<string, BreakerChange>? Changed;

    private TimeSpan Now => time.GetElapsedTime(_origin);

    /// <inheritdoc/>
    public bool IsAvailable(Deployment deployment) => !_byDeployment.TryGetValue(deployment.Id, out var breaker) || breaker.LetsIn(Now);

    /// <inheritdoc/>
    public string? Describe(Deployment deployment) => StateOf(deployment.Id) switch
    {
        BreakerState.Open => $"circuit open for another {DurationText.About(ClosedOffFor(deployment))}",
        BreakerState.HalfOpen => "circuit half open",
        _ => null,
    };

    /// <summary>Asks to call a deployment.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="call">Leave to, which has to be given back by <see cref="Leave"/>.</param>
    /// <returns>Whether it may be called.</returns>
    public bool TryEnter(Deployment deployment, out AdmittedCall call)
    {
        call = default;
        if (!options.Enabled || Of(deployment.Id) is not { } breaker)
            return true;
        if (breaker.TryEnter(Now) is not { } ticket)
            return false;
        call = new AdmittedCall(deployment.Id, breaker, ticket);
        return true;
    }

    /// <summary>Says what became of a call.</summary>
    /// <param name="call">The leave to make it.</param>
    /// <param name="verdict">What it showed.</param>
    /// <param name="took">How long it took to its first content, or to its end.</param>
    public void Leave(in AdmittedCall call, CallVerdict verdict, TimeSpan took)
    {
        if (call.Breaker?.Leave(call.Ticket, verdict, took, Now) is { } change)
            Changed?.Invoke(call.Deployment!, change);
    }

    /// <summary>How long a deployment is not called; zero if it can be.</summary>
    /// <param name="deployment">The deployment.</param>
    public TimeSpan ClosedOffFor(Deployment deployment) => _byDeployment.TryGetValue(deployment.Id, out var breaker) ? breaker.ClosedOffFor(Now) : TimeSpan.Zero;

    /// <summary>Where a deployment's breaker stands.</summary>
    /// <param name="deployment">The deployment's id.</param>
    public BreakerState StateOf(string deployment) => _byDeployment.TryGetValue(deployment, out var breaker) ? breaker.StateAt(Now) : BreakerState.Closed;

    /// <summary>The breakers that are not closed, by deployment, each with how long it lets no call in.</summary>
    public IReadOnlyList<(string Deployment, BreakerState State, TimeSpan ClosedOffFor)> NotClosed()
    {
        var now = Now;
        return [.. _byDeployment.Select(pair => (pair.Key, pair.Value.StateAt(now), pair.Value.ClosedOffFor(now)))
            .Where(one => one.Item2 != BreakerState.Closed).OrderBy(one => one.Key, StringComparer.Ordinal)];
    }

    /// <summary>Takes over what another gateway found out.</summary>
    /// <param name="deployment">The deployment's id.</param>
    /// <param name="state">Open, or closed.</param>
    /// <param name="openFor">For how long it is still open.</param>
    /// <returns>Whether that changed anything.</returns>
    public bool Adopt(string deployment, BreakerState state, TimeSpan openFor) => options.Enabled && Of(deployment)?.Adopt(state, openFor, Now) == true;

    /// <summary>Closes a breaker whatever was seen: somebody knows that the deployment works again.</summary>
    /// <param name="deployment">The deployment's id.</param>
    /// <param name="reason">Who says so, for those who are told.</param>
    /// <returns>Whether it was not closed.</returns>
    public bool Reset(string deployment, string reason)
    {
        if (!_byDeployment.TryGetValue(deployment, out var breaker) || !breaker.Adopt(BreakerState.Closed, TimeSpan.Zero, Now))
            return false;
        Changed?.Invoke(deployment, new BreakerChange(BreakerState.Closed, reason, TimeSpan.Zero));
        return true;
    }

    // Those that say nothing are forgotten; by one thread at a time, and not for every stranger.
    private bool MakeRoom()
    {
        var (now, last) = (Now.Ticks, Volatile.Read(ref _cleaned));
        if (now - last < CleaningInterval.Ticks || Interlocked.CompareExchange(ref _cleaned, now, last) != last)
            return false;
        foreach (var (deployment, breaker) in _byDeployment)
        {
            if (breaker.IsIdle(TimeSpan.FromTicks(now)) && _byDeployment.TryRemove(new(deployment, breaker)))
                Interlocked.Decrement(ref _count);
        }

        return Volatile.Read(ref _count) < Most;
    }

    private CircuitBreaker? Of(string deployment)
    {
        if (_byDeployment.TryGetValue(deployment, out var known))
            return known;
        if (Volatile.Read(ref _count) >= Most && !MakeRoom())
            return null;
        var added = new CircuitBreaker(options);
        var breaker = _byDeployment.GetOrAdd(deployment, added);
        if (ReferenceEquals(breaker, added))
            Interlocked.Increment(ref _count);
        return breaker;
    }
}
