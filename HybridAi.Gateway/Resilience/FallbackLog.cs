using HybridAi.Core.Resilience;
using HybridAi.Core.Resilience.Fallbacks;
using HybridAi.Node.Hosting;
using HybridAi.Node.Snapshots;

namespace HybridAi.Gateway.Resilience;

/// <summary>
/// Keeps what happened around fallbacks and writes it to the database every few seconds. What happens again and again meanwhile is one event
/// with a count, so that an outage under load is a few rows. While the database is away events wait, up to a bound.
/// </summary>
internal sealed partial class FallbackLog : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private const int MostWaiting = 5_000;
    private const int LongestDetail = 512;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Kind, string? Rule, string Deployment, string? Target, string? Cause), FallbackEvent> _fresh = [];
    private readonly Queue<FallbackEvent> _waiting = [];
    private readonly IServiceProvider _services;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private long _dropped;
    private bool _isFailing;

    /// <summary>The store is asked for when there is something to write: it is opened after this is made.</summary>
    public FallbackLog(IServiceProvider services, Breakers breakers, TimeProvider time, ILogger<FallbackLog> logger)
    {
        (_services, _time, _logger) = (services, time, logger);
        breakers.Changed += (deployment, change) =>
        {
            var opened = change.State == BreakerState.Open;
            if (opened)
                LogOpened(deployment, change.Reason, change.OpenFor);
            else
                LogClosed(deployment, change.Reason);
            Note(opened ? FallbackEventKinds.BreakerOpened : FallbackEventKinds.BreakerClosed, deployment, rule: null, change.Reason);
        };
    }

    /// <summary>Notes that a request went on with another deployment.</summary>
    public void FellBack(Guid request, string? rule, string failed, string next, FailureCause cause) => Add(new FallbackEvent
    {
        Id = Guid.Empty, At = default, Gateway = "", Kind = FallbackEventKinds.Fallback, Rule = rule, Deployment = failed, Target = next, Cause = cause.Name(), RequestId = request,
    });

    /// <summary>Notes something else.</summary>
    public void Note(string kind, string deployment, string? rule, string detail) => Add(new FallbackEvent
    {
        Id = Guid.Empty, At = default, Gateway = "", Kind = kind, Rule = rule, Deployment = deployment, Detail = detail.Length <= LongestDetail ? detail : detail[..LongestDetail],
    });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Interval, _time, stoppingToken);
                await WriteAsync(stoppingToken);
            }
        }
        finally
        {
            using var enough = new CancellationTokenSource(Interval, _time);
            await WriteAsync(enough.Token);
        }
    }

    /// <summary>Writes what there is.</summary>
    internal async Task WriteAsync(CancellationToken cancellationToken)
    {
        FallbackEvent[] events;
        lock (_lock)
        {
            foreach (var one in _fresh.Values)
                _waiting.Enqueue(one);
            _fresh.Clear();
            events = [.. _waiting];
        }

        if (events.Length == 0)
            return;
        try
        {
            await _services.GetRequiredService<IFallbackEventStore>().AddAsync(Complete(events), cancellationToken);
            lock (_lock)
            {
                for (var i = 0; i < events.Length && _waiting.Count > 0; i++)
                    _waiting.Dequeue();
            }

            _isFailing = false;
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // They wait; said once.
            if (!_isFailing)
                LogWaiting(failure, events.Length);
            _isFailing = true;
        }
        catch (OperationCanceledException)
        {
            // The process ends; what was not written in time is lost with it.
            LogLost(events.Length);
        }
    }

    private void Add(FallbackEvent one)
    {
        var key = (one.Kind, one.Rule, one.Deployment, one.Target, one.Cause);
        lock (_lock)
        {
            if (_fresh.TryGetValue(key, out var known))
                _fresh[key] = known with { Count = known.Count + 1 };
            else if (_fresh.Count + _waiting.Count < MostWaiting)
            {
                var at = DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());
                _fresh[key] = one with { Id = Guid.CreateVersion7(at), At = at };
            }
            else if (_dropped++ == 0)
                LogDropped(MostWaiting);
        }
    }

    // Not under the lock, which requests wait for.
    private FallbackEvent[] Complete(FallbackEvent[] events)
    {
        var gateway = _services.GetRequiredService<NodeName>().Value;
        if (_services.GetService<SnapshotHolder>() is not { IsLoaded: true } snapshots)
            return [.. events.Select(one => one with { Gateway = gateway })];
        var snapshot = snapshots.Current;
        // One that was registered has a name of its own, which does not say whose it is.
        var registered = snapshot.Deployments.All.ToLookup(one => one.Definition.Name, one => one.Definition.Provider, StringComparer.Ordinal);
        var providers = snapshot.Models.Providers.Select(one => one.Provider).ToHashSet(StringComparer.Ordinal);
        return [.. events.Select(one => one with { Gateway = gateway, Provider = registered[one.Deployment].FirstOrDefault() ?? Named(one.Deployment) })];

        string? Named(string deployment) =>
            deployment.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && providers.TryGetValue(deployment[..slash], out var provider) ? provider : null;
    }

    [LoggerMessage(LogLevel.Warning, "The circuit of {Deployment} opened for {OpenFor}: {Reason}")]
    private partial void LogOpened(string deployment, string reason, TimeSpan openFor);

    [LoggerMessage(LogLevel.Information, "The circuit of {Deployment} closed: {Reason}")]
    private partial void LogClosed(string deployment, string reason);

    [LoggerMessage(LogLevel.Warning, "{Count} fallback events could not be written; they wait")]
    private partial void LogWaiting(Exception exception, int count);

    [LoggerMessage(LogLevel.Warning, "More than {Most} fallback events wait for the database; further ones are dropped")]
    private partial void LogDropped(int most);

    [LoggerMessage(LogLevel.Warning, "{Count} fallback events were not written before the end")]
    private partial void LogLost(int count);
}
