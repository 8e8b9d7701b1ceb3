using HybridAi.Core.Health;
using HybridAi.Node.Hosting;

namespace HybridAi.Gateway.Health;

/// <summary>
/// Turns what is seen of providers and deployments into stretches of the history: one ends when the level changes between healthy and not, or when it is long enough. Those that
/// cannot be written wait, up to a bound.
/// </summary>
internal sealed partial class HealthHistory(IServiceProvider services, HealthOptions options, TimeProvider time, ILogger<HealthHistory> logger)
{
    private const int MostWaiting = 5_000;
    private const int Batch = 200;

    private readonly Dictionary<(string Provider, string? Deployment), Begun> _begun = [];
    private readonly Lock _lock = new();
    private readonly List<HealthStretch> _waiting = [];
    private long _dropped;
    private bool _isFailing;

    /// <summary>Notes how something is.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="deployment">The deployment, or null: the provider as a whole.</param>
    /// <param name="verdict">How it is.</param>
    /// <param name="take">Gets what its calls came to since the last stretch.</param>
    /// <returns>Since when it is at this level.</returns>
    public DateTimeOffset Note(string provider, string? deployment, HealthVerdict verdict, Func<HealthFigures> take)
    {
        var (now, key) = (Now(), (provider, deployment));
        if (!_begun.TryGetValue(key, out var begun))
        {
            // What a gateway begins with is no change; that it begins with something bad is.
            begun = new Begun(HealthVerdict.Unknown, now, now);
            _begun[key] = begun;
        }

        var changed = verdict.Level != begun.Verdict.Level && (verdict.Level > HealthLevel.Healthy || begun.Verdict.Level > HealthLevel.Healthy);
        var since = verdict.Level == begun.Verdict.Level ? begun.Since : now;
        var isLong = now - begun.From >= options.HistoryInterval;
        if (changed || isLong)
            End(key, begun, now, changed ? verdict : null, take());
        _begun[key] = new Begun(verdict, since, changed || isLong ? now : begun.From);
        return since;
    }

    /// <summary>Ends the stretches of what is not seen any more.</summary>
    /// <param name="seen">What is seen.</param>
    /// <param name="take">Gets what a deployment's calls came to since its last stretch.</param>
    public void Keep(IReadOnlySet<(string Provider, string? Deployment)> seen, Func<string, HealthFigures> take)
    {
        foreach (var (key, begun) in _begun.Where(pair => !seen.Contains(pair.Key)).ToArray())
        {
            _begun.Remove(key);
            End(key, begun, Now(), begun.Verdict.Level > HealthLevel.Healthy ? HealthVerdict.Unknown : null, key.Deployment is { } deployment ? take(deployment) : default);
        }
    }

    /// <summary>Ends all stretches: the gateway stops.</summary>
    /// <param name="take">Gets what a deployment's calls came to since its last stretch.</param>
    public void End(Func<string, HealthFigures> take)
    {
        foreach (var (key, begun) in _begun)
            End(key, begun, Now(), next: null, key.Deployment is { } deployment ? take(deployment) : default);
        _begun.Clear();
    }

    /// <summary>Writes what waits, a part of it at a time. May be called while the rest is.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (Waiting() is { Length: > 0 } batch)
            {
                await services.GetRequiredService<IHealthStore>().AddAsync(batch, cancellationToken);
                lock (_lock)
                    _waiting.RemoveRange(0, batch.Length);
                (_isFailing, _dropped) = (false, 0);
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // They wait; said once.
            if (!_isFailing)
                LogWaiting(failure, Waiting().Length);
            _isFailing = true;
        }
    }

    private void End((string Provider, string? Deployment) key, Begun begun, DateTimeOffset now, HealthVerdict? next, HealthFigures figures)
    {
        // Of a deployment that was neither called nor ill there is nothing to tell, nor of a provider that nobody asked.
        if (next is null && figures == default && (key.Deployment is null ? begun.Verdict.Level == HealthLevel.Unknown : begun.Verdict.Level <= HealthLevel.Healthy))
            return;
        var stretch = new HealthStretch
        {
            Id = Guid.CreateVersion7(now), At = now, From = begun.From, Gateway = services.GetRequiredService<NodeName>().Value, Provider = key.Provider, Deployment = key.Deployment,
            Level = begun.Verdict.Level, Reason = begun.Verdict.Reason, Next = next?.Level, NextReason = next?.Reason, Figures = figures,
        };
        lock (_lock)
        {
            if (_waiting.Count < MostWaiting)
                _waiting.Add(stretch);
            else if (_dropped++ == 0)
                LogDropped(MostWaiting);
        }
    }

    private HealthStretch[] Waiting()
    {
        lock (_lock)
            return [.. _waiting.Take(Batch)];
    }

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    [LoggerMessage(LogLevel.Warning, "{Count} stretches of the health of providers could not be written; they wait")]
    private partial void LogWaiting(Exception exception, int count);

    [LoggerMessage(LogLevel.Warning, "More than {Most} stretches of the health of providers wait for the database; further ones are dropped")]
    private partial void LogDropped(int most);

    // Since: when its level began; From: when the stretch began.
    private sealed record Begun(HealthVerdict Verdict, DateTimeOffset Since, DateTimeOffset From);
}
