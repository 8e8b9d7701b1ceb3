using HybridAi.Core.Health;
using Microsoft.Extensions.Logging;

namespace HybridAi.Storage.Memcached;

/// <summary>
/// The way to Memcached servers. Each key has one of them, by rendezvous hashing: when a server is added or taken away, only the keys that it gets or had move. While a server is lost its
/// keys are not there; they do not go to another, which would give back what is old when the first returns. Each server is asked regularly whether it is there.
/// </summary>
public sealed partial class MemcachedClient : IDependency, IAsyncDisposable
{
    private readonly MemcachedServer[] _servers;
    private readonly MemcachedOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;
    private bool _isDisposed;

    /// <summary>Begins to connect.</summary>
    /// <param name="options">The servers, one or more, and bounds.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Gets losses and recoveries.</param>
    /// <exception cref="ArgumentException">A server's address cannot be read, or there is none.</exception>
    public MemcachedClient(MemcachedOptions options, TimeProvider time, ILogger<MemcachedClient> logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _servers = [.. options.Servers.Select(text => MemcachedAddress.TryParse(text, out var address)
            ? new MemcachedServer(address, options, time, Changed) : throw new ArgumentException($"'{text}' is not {MemcachedAddress.Accepted}.", nameof(options)))];
        if (_servers.Length == 0)
            throw new ArgumentException("There is no server.", nameof(options));
        _watching = Task.Run(WatchAsync);
    }

    /// <inheritdoc/>
    public DependencyState State
    {
        get
        {
            var lost = _servers.Select(server => (server.Name, server.Standing)).Where(server => server.Standing.IsOpen).ToArray();
            return lost.Length == 0
                ? new DependencyState("memcached", IsDegraded: false, _servers.Max(server => server.Standing.Since), Detail: null)
                : new DependencyState("memcached", IsDegraded: true, lost.Min(server => server.Standing.Since), string.Join("; ", lost.Select(server => $"{server.Name}: {server.Standing.Cause}")));
        }
    }

    /// <summary>The largest value that is kept, in bytes.</summary>
    public long MostValueBytes => _options.MaxValueSize.Bytes;

    /// <summary>Gets a value.</summary>
    /// <param name="key">The key: visible ASCII, at most 250 characters.</param>
    /// <param name="hash">What the key's server is found by, uniformly distributed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null if there is none, or its server does not answer.</returns>
    /// <exception cref="OperationCanceledException">The caller waits no longer.</exception>
    public ValueTask<byte[]?> GetAsync(string key, ulong hash, CancellationToken cancellationToken) => ServerOf(hash).CallAsync(
        (key, Most: MostValueBytes), static (connection, state, token) => connection.GetAsync(state.key, state.Most, token), otherwise: null, isProbe: false, cancellationToken);

    /// <summary>Sets a value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hash">What the key's server is found by.</param>
    /// <param name="value">The value, at most <see cref="MostValueBytes"/>.</param>
    /// <param name="expiry">Seconds, up to 30 days, or a Unix time.</param>
    /// <param name="cancellationToken">Ends the wait; it may be set all the same.</param>
    /// <returns>Whether it is known to be set.</returns>
    /// <exception cref="OperationCanceledException">The caller waits no longer.</exception>
    public async ValueTask<bool> SetAsync(string key, ulong hash, ReadOnlyMemory<byte> value, long expiry, CancellationToken cancellationToken) =>
        await ServerOf(hash).CallAsync(
            (key, value, expiry), static (connection, state, token) => connection.SetAsync(state.key, state.value, state.expiry, token), otherwise: "", isProbe: false, cancellationToken)
            .ConfigureAwait(false) is null;

    /// <summary>Deletes a value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hash">What the key's server is found by.</param>
    /// <param name="cancellationToken">Ends the wait; it may be deleted all the same.</param>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="OperationCanceledException">The caller waits no longer.</exception>
    public ValueTask<bool> DeleteAsync(string key, ulong hash, CancellationToken cancellationToken) =>
        ServerOf(hash).CallAsync(key, static (connection, key, token) => connection.DeleteAsync(key, token), otherwise: false, isProbe: false, cancellationToken);

    /// <summary>What all servers that answer hold, of whomever it is.</summary>
    internal async ValueTask<MemcachedFigures> FiguresAsync(CancellationToken cancellationToken)
    {
        var sum = default(MemcachedFigures);
        foreach (var server in _servers)
        {
            var one = await server.CallAsync(0, static (connection, _, token) => connection.FiguresAsync(token), default, isProbe: false, cancellationToken).ConfigureAwait(false);
            sum = new MemcachedFigures(sum.Items + one.Items, sum.Bytes + one.Bytes, sum.MostBytes + one.MostBytes, sum.Evictions + one.Evictions);
        }

        return sum;
    }

    /// <summary>The name of a key's server.</summary>
    internal string NameOf(ulong hash) => ServerOf(hash).Name;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // A container does so once for each service that it is.
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        foreach (var server in _servers)
            server.Dispose();
        _stop.Dispose();
    }

    // Highest random weight: https://en.wikipedia.org/wiki/Rendezvous_hashing
    private MemcachedServer ServerOf(ulong hash)
    {
        var (best, weight) = (_servers[0], Mix(hash ^ _servers[0].Hash));
        for (var i = 1; i < _servers.Length; i++)
        {
            if (Mix(hash ^ _servers[i].Hash) is var other && other > weight)
                (best, weight) = (_servers[i], other);
        }

        return best;
    }

    // The finalizer of MurmurHash3: every bit of the input changes every bit of the output.
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xFF51AFD7ED558CCD;
        value = (value ^ (value >> 33)) * 0xC4CEB9FE1A85EC53;
        return value ^ (value >> 33);
    }

    private async Task WatchAsync()
    {
        try
        {
            while (true)
            {
                await Task.WhenAll(_servers.Select(server => server.CallAsync(0, static (connection, _, token) => connection.VersionAsync(token), "", isProbe: true, _stop.Token).AsTask()))
                    .ConfigureAwait(false);
                await Task.Delay(_options.ProbeInterval, _time, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    private void Changed(MemcachedServer server, string? loss)
    {
        if (loss is null)
            LogBack(server.Name);
        else
            LogLost(server.Name, loss);
    }

    [LoggerMessage(LogLevel.Warning, "Memcached {Server} is lost ({Cause}): what it has is a miss until it is back")]
    private partial void LogLost(string server, string cause);

    [LoggerMessage(LogLevel.Information, "Memcached {Server} is there")]
    private partial void LogBack(string server);
}
