using System.Collections.Concurrent;
using HybridAi.Core.Resilience;
using HybridAi.Storage.Resilience;

namespace HybridAi.Gateway.Resilience;

/// <summary>
/// Shares breakers among gateways by Redis, in the background: what opened or closed here is told at once, what did elsewhere is asked for a few times
/// a second. Without Redis each gateway goes on with what it saw itself; what it could not tell is told when Redis is back, if it still holds.
/// </summary>
internal sealed partial class BreakerSharing : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<string, Told> _pending = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _something = new(0, 1);
    private readonly Breakers _breakers;
    private readonly SharedBreakers _shared;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public BreakerSharing(Breakers breakers, SharedBreakers shared, TimeProvider time, ILogger<BreakerSharing> logger)
    {
        (_breakers, _shared, _time, _logger) = (breakers, shared, time, logger);
        breakers.Changed += OnChanged;
    }

    public override void Dispose()
    {
        _breakers.Changed -= OnChanged;
        base.Dispose();
        _something.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await TellAsync(stoppingToken);
            foreach (var change in await _shared.ChangesAsync(stoppingToken))
            {
                if (!_breakers.Adopt(change.Deployment, change.State, change.OpenFor))
                    continue;
                LogAdopted(change.Deployment, change.State);
            }

            await WaitAsync(stoppingToken);
        }
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        foreach (var (deployment, told) in _pending)
        {
            var left = told.Change.OpenFor - _time.GetElapsedTime(told.At);
            var isOver = told.Change.State == BreakerState.Open && left <= TimeSpan.Zero;
            if (isOver || await _shared.TellAsync(deployment, told.Change.State == BreakerState.Open ? left : TimeSpan.Zero, cancellationToken))
                _pending.TryRemove(KeyValuePair.Create(deployment, told));
        }
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pause = Task.Delay(Interval, _time, enough.Token);
        var woken = _something.WaitAsync(enough.Token);
        await Task.WhenAny(pause, woken);
        await enough.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    // On a request's path: noted, and told by the loop.
    private void OnChanged(string deployment, BreakerChange change)
    {
        _pending[deployment] = new Told(change, _time.GetTimestamp());
        try
        {
            if (_something.CurrentCount == 0)
                _something.Release();
        }
        catch (Exception raced) when (raced is SemaphoreFullException or ObjectDisposedException)
        {
            // Another one woke it, or it is over.
        }
    }

    private sealed record Told(BreakerChange Change, long At);

    [LoggerMessage(LogLevel.Information, "Another gateway says that the circuit of {Deployment} is {State}")]
    private partial void LogAdopted(string deployment, BreakerState state);
}
