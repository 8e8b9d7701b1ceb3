using Microsoft.Extensions.Hosting;

namespace HybridAi.ServiceDefaults.Draining;

/// <summary>
/// The orderly end of a host. Told to stop, it says so in <c>/health</c> at once, while the server still listens; takes nothing new after the
/// notice; and holds the server up until what is in flight has finished or the time is over. Then the server closes and the rest of the host stops.
/// </summary>
public sealed class Drain : IHostedLifecycleService, IDisposable
{
    /// <summary>How long those that <see cref="Expired"/> ended have to say so to their callers and to record it.</summary>
    internal static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private readonly IHostApplicationLifetime _lifetime;
    private readonly DrainOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _expired = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _expiry;
    private readonly CancellationTokenRegistration _stopping;
    private volatile bool _isDraining;
    private int _isClosed;
    private long _inFlight;

    /// <summary>Waits for the host to stop.</summary>
    /// <param name="lifetime">Tells when.</param>
    /// <param name="options">How long it takes.</param>
    /// <param name="time">The clock.</param>
    public Drain(IHostApplicationLifetime lifetime, DrainOptions options, TimeProvider time)
    {
        (_lifetime, _options, _time) = (lifetime, options, time);
        _expiry = time.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), _expired, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _stopping = lifetime.ApplicationStopping.Register(Begin);
    }

    /// <summary>Whether the host is about to end. Requests that go on for as long as they may should end by themselves then.</summary>
    public bool IsDraining => _isDraining;

    /// <summary>How many requests are under way.</summary>
    public long InFlight => Interlocked.Read(ref _inFlight);

    /// <summary>Fires when the time is over: what still runs has to end now, by saying why.</summary>
    public CancellationToken Expired => _expired.Token;

    // Counted first and asked then; StoppingAsync closes first and counts then. So neither misses the other.
    internal bool TryEnter()
    {
        Interlocked.Increment(ref _inFlight);
        if (Volatile.Read(ref _isClosed) == 0)
            return true;
        Leave();
        return false;
    }

    internal void Leave()
    {
        if (Interlocked.Decrement(ref _inFlight) == 0 && Volatile.Read(ref _isClosed) != 0)
            _empty.TrySetResult();
    }

    /// <inheritdoc />
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        // Stopped by code, the host would tell of it only after this.
        _lifetime.StopApplication();
        if (_options.Notice > TimeSpan.Zero)
            await Task.Delay(_options.Notice, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Interlocked.Exchange(ref _isClosed, 1);
        if (Interlocked.Read(ref _inFlight) > 0)
            await _empty.Task.WaitAsync(_options.Timeout + Margin, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc />
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public void Dispose()
    {
        _stopping.Dispose();
        _expiry.Dispose();
        _expired.Dispose();
    }

    private void Begin()
    {
        _isDraining = true;
        _expiry.Change(_options.Notice + _options.Timeout, Timeout.InfiniteTimeSpan);
    }
}
