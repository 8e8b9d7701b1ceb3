using Microsoft.Extensions.Options;

namespace HybridAi.Gateway.Execution;

/// <summary>
/// Ends the attempts that are still running shortly before the host would break their connections, so that a stream ends with an error
/// event that says why, and is recorded as ended by the shutdown and not by its caller.
/// </summary>
internal sealed class Shutdown : IDisposable
{
    private static readonly TimeSpan LongestMargin = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _stopping;
    private readonly ITimer _timer;

    public Shutdown(IHostApplicationLifetime lifetime, IOptions<HostOptions> host, TimeProvider time)
    {
        var timeout = host.Value.ShutdownTimeout;
        var margin = timeout / 2 < LongestMargin ? timeout / 2 : LongestMargin;
        _timer = time.CreateTimer(
            static source => ((CancellationTokenSource)source!).Cancel(), _source, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _stopping = lifetime.ApplicationStopping.Register(() => _timer.Change(timeout - margin, Timeout.InfiniteTimeSpan));
    }

    /// <summary>Fires when an attempt has to end.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _stopping.Dispose();
        _timer.Dispose();
    }
}
